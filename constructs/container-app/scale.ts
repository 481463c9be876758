import { ContainerAppTemplate } from "@cdktf/provider-azurerm/lib/container-app";
import { checkWholeNumber, Fault, inWords, refuse } from "../../core/fault";

/** What decides how many replicas run, between the fewest and the most. */
export interface ScaleRules {
  /**
   * How many HTTP requests at a time one replica answers: 1 or more. One more, and another replica starts.
   * @default - 10, by Azure's own rule, where no other rule is given
   * @azure template.scale.rules.http
   */
  readonly concurrentRequests?: number;
  /**
   * The use of the replicas' CPU above which another one starts, in percent: 1–100. It cannot start the first one.
   * @default - CPU decides nothing
   * @azure template.scale.rules.custom (cpu)
   */
  readonly cpuPercent?: number;
  /**
   * The use of the replicas' memory above which another one starts, in percent: 1–100. It cannot start the first one.
   * @default - memory decides nothing
   * @azure template.scale.rules.custom (memory)
   */
  readonly memoryPercent?: number;
}

/** The most replicas that azurerm takes. Source: azurerm's helpers/container_apps.go (ContainerTemplateSchema). */
const MOST_REPLICAS = 300;

type RenderedScale = Pick<
  ContainerAppTemplate,
  "minReplicas" | "maxReplicas" | "httpScaleRule" | "customScaleRule"
>;

/**
 * How many replicas of an app run. For apps on Azure Container Apps only: a container group is one.
 *
 * Source: Azure documentation, "Set scaling rules in Azure Container Apps".
 *
 * @example
 * const busy: Partial<AppSettings> = { scale: Scale.between(2, 20, { concurrentRequests: 50 }) };
 * const asleepAtNight: Partial<AppSettings> = { scale: Scale.between(0, 5) };
 */
export class Scale {
  private constructor(
    readonly min: number,
    readonly max: number,
    private readonly factory: "fixed" | "between",
    private readonly rules: ScaleRules,
  ) {}

  /**
   * Always as many.
   * @param replicas 1–300
   */
  static fixed(replicas: number): Scale {
    return new Scale(replicas, replicas, "fixed", {});
  }

  /**
   * As many as are needed. With 0, the app stops when nobody asks it, costs nothing then, and starts at the next request.
   * @param min the fewest: 0–300
   * @param max the most: 1–300
   * @param rules what decides: Azure's own rule unless given, 10 requests at a time
   */
  static between(min: number, max: number, rules: ScaleRules = {}): Scale {
    return new Scale(min, max, "between", rules);
  }

  /** What cannot work, for an app that answers requests or one that does not. */
  check(property: string, { answers }: { readonly answers: boolean }): Fault[] {
    const { min, max, rules } = this;
    const percent = { from: 1, to: 100, unit: "percent" };
    const faults =
      this.factory === "fixed"
        ? checkWholeNumber(property, min, { from: 1, to: MOST_REPLICAS, unit: "replicas" })
        : [
            ...checkWholeNumber(`${property}.min`, min, { from: 0, to: MOST_REPLICAS, unit: "replicas" }),
            ...checkWholeNumber(`${property}.max`, max, { from: 1, to: MOST_REPLICAS, unit: "replicas" }),
            ...checkWholeNumber(`${property}.concurrentRequests`, rules.concurrentRequests, { from: 1 }),
            ...checkWholeNumber(`${property}.cpuPercent`, rules.cpuPercent, percent),
            ...checkWholeNumber(`${property}.memoryPercent`, rules.memoryPercent, percent),
          ];
    if (faults.length > 0) return faults;
    if (min > max) {
      const allowed = `no more at least (${min}) than at most (${max})`;
      return refuse(property, this.given, allowed, `write Scale.between(${max}, ${min})`);
    }
    return this.checkRules(property, answers);
  }

  /** The part of the container app's template that this becomes. */
  render(): RenderedScale {
    const { min, max, rules } = this;
    const { concurrentRequests, ...utilization } = rules;
    const custom = (["cpuPercent", "memoryPercent"] as const).flatMap((rule) => {
      const percent = utilization[rule];
      const kind = rule === "cpuPercent" ? "cpu" : "memory";
      if (percent === undefined) return [];
      const metadata = { type: "Utilization", value: String(percent) };
      return [{ name: kind, customRuleType: kind, metadata }];
    });
    return {
      minReplicas: min,
      maxReplicas: max,
      httpScaleRule:
        concurrentRequests === undefined
          ? undefined
          : [{ name: "http", concurrentRequests: String(concurrentRequests) }],
      customScaleRule: custom.length > 0 ? custom : undefined,
    };
  }

  /** Whether it is what a container group is: one, always. */
  get isOne(): boolean {
    return this.min === 1 && this.max === 1;
  }

  /** As it is written, for messages. */
  get given(): symbol {
    return inWords(
      this.factory === "fixed" ? `Scale.fixed(${this.min})` : `Scale.between(${this.min}, ${this.max})`,
    );
  }

  private checkRules(property: string, answers: boolean): Fault[] {
    const { min, max, rules, given } = this;
    const uses = rules.cpuPercent ?? rules.memoryPercent;
    if (!answers && rules.concurrentRequests !== undefined) {
      const allowed = "requests as a rule for an app that answers on a port only";
      return refuse(
        `${property}.concurrentRequests`,
        rules.concurrentRequests,
        allowed,
        "write { cpuPercent: 70 }",
      );
    }
    if (!answers && min === 0) {
      const allowed = "1 replica or more for an app that answers on no port: nothing would ever start it";
      return refuse(property, given, allowed, `write Scale.between(1, ${max}, { cpuPercent: 70 })`);
    }
    if (!answers && min < max && uses === undefined) {
      const allowed = "a rule of its own for an app that answers on no port";
      return refuse(property, given, allowed, `write Scale.between(${min}, ${max}, { cpuPercent: 70 })`);
    }
    if (min === 0 && uses !== undefined && rules.concurrentRequests === undefined) {
      const allowed = "concurrentRequests too, since neither CPU nor memory can start the first replica";
      const fix = `add concurrentRequests: 10, or write Scale.between(1, ${max}, …)`;
      return refuse(property, given, allowed, fix);
    }
    return [];
  }
}

/** What is wrong with a scale on container instances: a container group is one, and stays one. */
export function checkScaleOfGroup(property: string, scale: Scale | undefined): Fault[] {
  if (!scale || scale.isOne) return [];
  const allowed = "Scale.fixed(1) on container instances: a container group is one host and does not scale";
  const fix =
    "write platform: Platform.containerApps() on the app or its environment, or leave the scale out";
  return refuse(property, scale.given, allowed, fix);
}
