import { askDocker, docker } from "./docker";
import { PLATFORM } from "./images";
import { tar } from "./tar";

/** Where Linux puts a program that is loaded as a whole. */
const ADDRESS = 0x400000;

const FILE_HEADER = 64;
const PROGRAM_HEADER = 56;

/** Waits for ever: `mov eax, 34` (pause), `syscall`, and back to the start. */
const INSTRUCTIONS = [0xb8, 34, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7];

/**
 * A program that does nothing, for linux/amd64. A group's network needs a container that lives as long as the group: the
 * app's own may restart, which would cut the others off. Made here, so that nothing has to be pulled.
 *
 * Source: System V Application Binary Interface, "Object Files" (ELF header, program header).
 */
export function pauseProgram(): Buffer {
  const start = FILE_HEADER + PROGRAM_HEADER;
  const program = Buffer.alloc(start + INSTRUCTIONS.length);
  const half = (value: number, at: number) => program.writeUInt16LE(value, at);
  const word = (value: number, at: number) => program.writeUInt32LE(value, at);
  const address = (value: number, at: number) => program.writeBigUInt64LE(BigInt(value), at);
  program.write("\x7fELF\x02\x01\x01", "latin1");
  // An executable for x86-64, version 1.
  half(2, 16);
  half(62, 18);
  word(1, 20);
  address(ADDRESS + start, 24);
  address(FILE_HEADER, 32);
  half(FILE_HEADER, 52);
  half(PROGRAM_HEADER, 54);
  half(1, 56);
  // One segment: all of the file, to be read and executed.
  word(1, 64);
  word(5, 68);
  address(ADDRESS, 80);
  address(ADDRESS, 88);
  address(program.length, 96);
  address(program.length, 104);
  address(0x1000, 112);
  program.set(INSTRUCTIONS, start);
  return program;
}

const PAUSE_IMAGE = "slipway-local/pause:1";

/** The image that runs it; made if the engine does not have it. */
export async function pauseImage(): Promise<string> {
  if ((await askDocker("image", "inspect", "--format", "{{.Id}}", PAUSE_IMAGE)) === undefined) {
    const input = tar([{ path: "pause", mode: 0o755, content: pauseProgram() }]);
    const change = 'ENTRYPOINT ["/pause"]';
    await docker(["import", "--platform", PLATFORM, "--change", change, "-", PAUSE_IMAGE], { input });
  }
  return PAUSE_IMAGE;
}
