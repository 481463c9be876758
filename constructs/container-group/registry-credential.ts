import { ContainerGroupImageRegistryCredential } from "@cdktf/provider-azurerm/lib/container-group";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { checkAzureId } from "../../core/azure/ids";
import { Fault, refuse } from "../../core/fault";
import { checkSecret, Secret, secretExpression } from "../../core/secrets/secret";
import { literalText } from "../../core/terraform/literal-text";

/** How a container group logs in to one registry. */
export abstract class RegistryCredential {
  /**
   * By a user-assigned identity that may pull there, so that there is no password. The group carries the identity.
   * @param server the registry's login server
   * @param identityId Azure's id of the identity. A system-assigned one cannot pull: it does not exist in time.
   */
  static identity(server: string, identityId: string): RegistryCredential {
    return new IdentityCredential(server, identityId);
  }

  /**
   * By user name and password.
   * @param server the registry's host name, in lower case and without `https://`
   * @param username a name that is no secret, or a `Secret`
   */
  static password(server: string, username: string | Secret, password: Secret): RegistryCredential {
    return new PasswordCredential(server, username, password);
  }

  /** The identity that the group must carry, if any. */
  readonly identityId?: string;

  protected constructor(
    /** The registry's host name. */
    readonly server: string,
  ) {}

  /** What Azure would refuse. Source of the server's form: Azure documentation, "YAML reference: Azure Container Instances". */
  check(property: string): Fault[] {
    const faults = this.checkLogin(property);
    if (Token.isUnresolved(this.server) || /^[a-z0-9.-]+(:[0-9]+)?$/.test(this.server)) return faults;
    const allowed = "a host name in lower case, without https:// and path";
    const fix = 'write for example "NAME.azurecr.io"';
    return [...faults, ...refuse(`${property}.server`, this.server, allowed, fix)];
  }

  /** The block of the container group that this credential becomes. */
  abstract render(scope: Construct): ContainerGroupImageRegistryCredential;

  protected abstract checkLogin(property: string): Fault[];
}

class IdentityCredential extends RegistryCredential {
  constructor(
    server: string,
    override readonly identityId: string,
  ) {
    super(server);
  }

  render(): ContainerGroupImageRegistryCredential {
    return { server: this.server, userAssignedIdentityId: this.identityId };
  }

  protected checkLogin(property: string): Fault[] {
    const fix = 'copy it from "az identity show"';
    return checkAzureId("userAssignedIdentity", `${property}.identityId`, this.identityId, fix);
  }
}

class PasswordCredential extends RegistryCredential {
  constructor(
    server: string,
    private readonly username: string | Secret,
    private readonly password: Secret,
  ) {
    super(server);
  }

  render(scope: Construct): ContainerGroupImageRegistryCredential {
    const { server, username, password } = this;
    return {
      server,
      username: username instanceof Secret ? username.render(scope) : literalText(username),
      password: secretExpression(scope, password),
    };
  }

  protected checkLogin(property: string): Fault[] {
    return [
      ...checkSecret(`${property}.password`, this.password),
      ...this.checkUsername(`${property}.username`),
    ];
  }

  private checkUsername(property: string): Fault[] {
    const { username } = this;
    if (username instanceof Secret) return username.check(property);
    if (username !== "") return [];
    return refuse(property, username, "a user name", "write the user name that the password belongs to");
  }
}
