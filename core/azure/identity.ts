/** The identity block of a resource, with its user-assigned identities each once; undefined for none at all. */
export function renderIdentity(
  systemAssigned: boolean | undefined,
  userAssignedIds: readonly (string | undefined)[],
): { type: string; identityIds?: string[] } | undefined {
  const identityIds = [...new Set(userAssignedIds.filter((id) => id !== undefined))];
  const types = [
    ...(systemAssigned ? ["SystemAssigned"] : []),
    ...(identityIds.length > 0 ? ["UserAssigned"] : []),
  ];
  if (types.length === 0) return undefined;
  return { type: types.join(", "), identityIds: identityIds.length > 0 ? identityIds : undefined };
}
