import { Construct } from "constructs";

/** Where what a container group brings with it is made: inside the group's construct, beside it in Azure. */
export interface GroupPlace {
  readonly scope: Construct;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly tags?: Record<string, string>;
}
