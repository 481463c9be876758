/** Something that a reviewer should judge. */
export interface Finding {
  /** What it is about: stays the same from run to run. */
  readonly id: string;
  readonly text: string;
  /** Whether more may be done by more people than before. */
  readonly widens?: boolean;
}
