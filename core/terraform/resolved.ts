import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import { Construct } from "constructs";

/** A value as it will stand in Terraform's JSON, for comparing: two tokens of one attribute differ, these do not. */
export function resolved<T>(scope: Construct, value: T): T {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false }) as T;
}
