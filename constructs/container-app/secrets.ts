import { ContainerAppSecret } from "@cdktf/provider-azurerm/lib/container-app";
import { Construct } from "constructs";
import { resolved } from "../../core/terraform/resolved";

/**
 * The secrets of a container app. Azure keeps them by name beside the containers, which refer to them: here each value has
 * one name, however many variables hold it.
 */
export class AppSecrets {
  /** By the expression of the value, which is no value. */
  private readonly byValue = new Map<string, ContainerAppSecret>();

  constructor(private readonly scope: Construct) {}

  /**
   * The name under which a value is kept.
   * @param name what it is for, such as `DATABASE_PASSWORD`
   * @param owner what sets it apart from another value of that name
   * @param value an expression of Terraform
   */
  nameOf(name: string, owner: string, value: string): string {
    const key = resolved(this.scope, value);
    const known = this.byValue.get(key);
    if (known) return known.name;
    const plain = kebab(name);
    const candidates = [plain, `${kebab(owner)}-${plain}`];
    const free = candidates.find((candidate) => !this.isTaken(candidate)) ?? this.numbered(candidates[1]!);
    this.byValue.set(key, { name: free, value });
    return free;
  }

  /** The blocks of the container app; undefined for none. */
  get blocks(): ContainerAppSecret[] | undefined {
    return this.byValue.size > 0 ? [...this.byValue.values()] : undefined;
  }

  private isTaken(name: string): boolean {
    return [...this.byValue.values()].some((secret) => secret.name === name);
  }

  private numbered(name: string, number = 2): string {
    const numbered = `${name}-${number}`;
    return this.isTaken(numbered) ? this.numbered(name, number + 1) : numbered;
  }
}

/** Lower-case letters, digits and single hyphens. Source: azurerm's containerapps/validate/validate.go (SecretName). */
function kebab(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
