import { describeWithEngine } from "../../../support/programs";
import { BUSYBOX, LocalProject, provideBusybox, removeImages, REPOSITORY } from "./local-project";

/** Ends when it is asked to, and says so. */
const POLITE = [
  "sh",
  "-c",
  'trap "echo asked to end; exit 0" TERM; httpd -p 8080 -h /www; while :; do sleep 0.1; done',
];

/** The Dockerfile of an app that serves a folder of its source. */
export const SERVED = `FROM ${BUSYBOX}\nCOPY www /www\nCMD ${JSON.stringify(POLITE)}\n`;

/** An app that a page of its source is all of, and what else is said of it. */
export function app(more: string): string {
  return `[
  { name: "shop", image: ImageSource.fromBuild("app", { repository: "${REPOSITORY}" }), ports: [Port.tcp(8080)], ${more} },
]`;
}

export async function answer(address: string): Promise<string> {
  return (await fetch(address)).text();
}

/** `describe` for tests of projects that run on an engine; each is cleared after its test. */
export function describeLocal(
  name: string,
  tests: (projectWith: (apps: string) => LocalProject) => void,
): void {
  describeWithEngine(name, () => {
    const projects: LocalProject[] = [];
    beforeAll(provideBusybox);
    afterEach(async () => {
      for (const project of projects.splice(0)) await project.clear();
    });
    afterAll(removeImages);

    // Its app serves one page, or runs a command of its own.
    tests((apps) => {
      const project = new LocalProject(apps);
      projects.push(project);
      project.write("app/Dockerfile", SERVED);
      project.write("app/www/index.html", "first");
      return project;
    });
  });
}
