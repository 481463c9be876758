/**
 * How a storage account keeps copies, by Azure's names: in a data centre (LRS), in three zones (ZRS), in a second region
 * (GRS) or in both (GZRS); with RA the second region can be read.
 */
export const STORAGE_REPLICATIONS = ["LRS", "ZRS", "GRS", "GZRS", "RAGRS", "RAGZRS"] as const;

/** Azure's name for a way to replicate. */
export type StorageReplication = (typeof STORAGE_REPLICATIONS)[number];
