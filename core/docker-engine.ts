/** What gives a user the right to the engine's socket. */
export const JOIN_DOCKER_GROUP = "sudo usermod --append --groups docker $USER";

/** Whether this user may not open the engine's socket, by what the docker command says. */
export function isSocketClosed(said: string): boolean {
  return /permission denied/i.test(said);
}

/** The variable that names the engine, if one does: what it names is asked alone, whatever else runs. */
export function whatNamesEngine(env: NodeJS.ProcessEnv): { variable: string; value: string } | undefined {
  for (const variable of ["DOCKER_HOST", "DOCKER_CONTEXT"]) {
    const value = env[variable];
    if (value) return { variable, value };
  }
  return undefined;
}
