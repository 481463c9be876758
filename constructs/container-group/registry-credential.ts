import { ContainerGroupImageRegistryCredential } from "@cdktf/provider-azurerm/lib/container-group";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { checkAzureId } from "../../core/azure/ids";
import { Fault } from "../../core/fault";
import { checkSecret, Secret, secretExpression } from "../../core/secret";
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
  check(scope: Construct, property: string): Fault[] {
    const faults = this.checkLogin(scope, property);
    if (!Token.isUnresolved(this.server) && !/^[a-z0-9.-]+(:[0-9]+)?$/.test(this.server)) {
      faults.push({
        property: `${property}.server`,
        given: this.server,
        allowed: "a host name in lower case, without https:// and path",
        fix: 'write for example "NAME.azurecr.io"',
      });
    }
    return faults;
  }

  /** The block of the container group that this credential becomes. */
  abstract render(scope: Construct): ContainerGroupImageRegistryCredential;

  protected abstract checkLogin(scope: Construct, property: string): Fault[];
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

  protected checkLogin(_: Construct, property: string): Fault[] {
    return checkAzureId(
      "userAssignedIdentity",
      `${property}.identityId`,
      this.identityId,
      'copy it from "az identity show"',
    );
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
      username: username instanceof Secret ? username.expressionIn(scope) : literalText(username),
      password: secretExpression(scope, password),
    };
  }

  protected checkLogin(scope: Construct, property: string): Fault[] {
    const { username, password } = this;
    const faults = checkSecret(scope, `${property}.password`, password);
    if (username instanceof Secret) faults.push(...username.faultsIn(scope, `${property}.username`));
    else if (username === "") {
      faults.push({
        property: `${property}.username`,
        given: username,
        allowed: "a user name",
        fix: "write the user name that the password belongs to",
      });
    }
    return faults;
  }
}
