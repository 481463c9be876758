/** Why there is nothing to review: printed as it is. */
export class ReviewError extends Error {}
