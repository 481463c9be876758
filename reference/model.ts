import ts from "typescript";
import { isOwn, ROOT } from "./program";
import { ownType, TypePrinter } from "./types";

/** A prop, or a parameter of a factory. */
export interface Entry {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** What stands in its place when it is left out; empty if nobody says. */
  readonly fallback: string;
  readonly text: string;
  /** What Azure calls it; empty if nobody says. */
  readonly azure: string;
}

/** A function that makes values of a type. */
export interface Factory {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly Entry[];
}

/** A type, as the reference tells of it. */
export interface Section {
  readonly name: string;
  readonly text: string;
  readonly examples: readonly string[];
  /** What a type alias stands for; empty for others. */
  readonly definition: string;
  readonly props: readonly Entry[];
  readonly factories: readonly Factory[];
}

/** Reads the sections of the reference out of the doc comments, in the order a reader meets the types. */
export function readSections(program: ts.Program): Section[] {
  const reader = new Reader(program.getTypeChecker());
  return reader.read(program);
}

class Reader {
  private readonly reached: ts.Symbol[] = [];
  private readonly printer: TypePrinter;
  /** Where in the list the options of a factory go: right after what it makes. */
  private optionsAt: number | undefined;

  constructor(private readonly checker: ts.TypeChecker) {
    this.printer = new TypePrinter(checker, (symbol) => {
      if (this.reached.includes(symbol)) return;
      const follows = this.optionsAt !== undefined && symbol.flags & ts.SymbolFlags.Interface;
      if (follows) this.reached.splice(this.optionsAt!++, 0, symbol);
      else this.reached.push(symbol);
    });
  }

  read(program: ts.Program): Section[] {
    const file = program.getSourceFiles().find(({ fileName }) => fileName.endsWith(`/${ROOT.file}`));
    const module = file && this.checker.getSymbolAtLocation(file);
    const root = module && this.checker.tryGetMemberInModuleExports(ROOT.type, module);
    if (!root) throw new Error(`${ROOT.file} exports no ${ROOT.type}.`);
    this.reached.push(root);
    const sections: Section[] = [];
    // The list grows while it is read.
    for (const symbol of this.reached) sections.push(this.section(symbol));
    // Only now is it known which values the methods of a class can make.
    return sections.map((section, i) => ({
      ...section,
      factories: [...section.factories, ...this.makersIn(this.reached[i]!)],
    }));
  }

  private section(symbol: ts.Symbol): Section {
    const declarations = symbol.declarations ?? [];
    const alias = declarations.find(ts.isTypeAliasDeclaration);
    this.optionsAt = this.reached.indexOf(symbol) + 1;
    const factories = this.factories(symbol);
    this.optionsAt = undefined;
    const written = alias && factories.length === 0 ? alias.type : undefined;
    return {
      name: symbol.name,
      text: this.text(symbol),
      examples: this.tags(symbol, "example"),
      // What a factory makes is nobody's to write.
      definition: written ? this.printer.print(written) : "",
      props: (written ? this.membersIn(written) : this.propertiesOf(symbol)).map((prop) => this.prop(prop)),
      factories,
    };
  }

  private propertiesOf(symbol: ts.Symbol): ts.Symbol[] {
    if (!(symbol.flags & ts.SymbolFlags.Interface)) return [];
    return this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol));
  }

  /** The props of the objects that a type alias spells out. */
  private membersIn(node: ts.Node): ts.Symbol[] {
    const own = ts.isPropertySignature(node) ? this.checker.getSymbolAtLocation(node.name) : undefined;
    const inner: ts.Symbol[] = [];
    ts.forEachChild(node, (child) => void inner.push(...this.membersIn(child)));
    return own ? [own, ...inner] : inner;
  }

  private prop(property: ts.Symbol): Entry {
    const declaration = property.declarations?.[0];
    if (!declaration || !ts.isPropertySignature(declaration) || !declaration.type) {
      throw new Error(`The reference cannot tell of ${property.name}: it is no plain property.`);
    }
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const [fallback = ""] = this.tags(property, "default");
    return {
      name: property.name,
      type: this.printer.print(declaration.type),
      optional,
      fallback: fallback.startsWith("- ") ? oneLine(fallback.slice(2)) : fallback && `\`${fallback}\``,
      text: oneLine(this.text(property)),
      azure: oneLine(this.tags(property, "azure")[0] ?? ""),
    };
  }

  /** Static methods, methods of the object of the same name, and functions beside the type that return it. */
  private factories(symbol: ts.Symbol): Factory[] {
    return (symbol.declarations ?? []).flatMap((declaration) => {
      if (ts.isClassDeclaration(declaration)) {
        const functions = declaration.getSourceFile().statements.filter(ts.isFunctionDeclaration);
        return [
          ...declaration.members
            .filter((member) => ts.isMethodDeclaration(member) && isPublic(member, true))
            .map((member) => this.factory(`${symbol.name}.`, member as ts.MethodDeclaration)),
          ...functions
            .filter((one) => isExported(one) && one.type && this.named(one.type) === symbol)
            .map((one) => this.factory("", one)),
        ];
      }
      if (ts.isVariableDeclaration(declaration)) {
        const object = declaration.initializer;
        if (!object || !ts.isObjectLiteralExpression(object)) return [];
        return object.properties
          .filter(ts.isMethodDeclaration)
          .map((method) => this.factory(`${symbol.name}.`, method));
      }
      return [];
    });
  }

  /** The methods of a class's values that make a value of another type. */
  private makersIn(symbol: ts.Symbol): Factory[] {
    const declaration = symbol.declarations?.find(ts.isClassDeclaration);
    return (declaration?.members ?? []).flatMap((member) => {
      if (!ts.isMethodDeclaration(member) || !isPublic(member, false) || !member.type) return [];
      const made = this.named(member.type);
      const isAnother = made !== undefined && made !== symbol && this.reached.includes(made);
      return isAnother ? [this.factory(`${symbol.name}#`, member)] : [];
    });
  }

  private named(type: ts.TypeNode): ts.Symbol | undefined {
    return ts.isTypeReferenceNode(type) ? ownType(this.checker, type.typeName) : undefined;
  }

  private factory(prefix: string, declaration: ts.MethodDeclaration | ts.FunctionDeclaration): Factory {
    const symbol = declaration.name && this.checker.getSymbolAtLocation(declaration.name);
    if (!symbol) throw new Error(`The reference cannot tell of ${declaration.getText()}.`);
    return {
      name: prefix + symbol.name,
      text: this.text(symbol),
      parameters: declaration.parameters.map((parameter): Entry => {
        const { initializer, questionToken } = parameter;
        const name = ts.isIdentifier(parameter.name) ? parameter.name.text : "props";
        // By position, where a pattern has no name.
        const [tag] = ts.getJSDocParameterTags(parameter);
        const value = initializer?.getText();
        return {
          name,
          type: parameter.type ? this.printer.print(parameter.type) : "",
          optional: initializer !== undefined || questionToken !== undefined,
          fallback: value === undefined || value === "{}" ? "none" : `\`${value}\``,
          text: oneLine(ts.getTextOfJSDocComment(tag?.comment) ?? ""),
          azure: "",
        };
      }),
    };
  }

  private text(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.checker));
  }

  private tags(symbol: ts.Symbol, name: string): string[] {
    return symbol
      .getJsDocTags(this.checker)
      .filter((tag) => tag.name === name)
      .map(({ text }) => ts.displayPartsToString(text));
  }
}

function isPublic(member: ts.MethodDeclaration, isStatic: boolean): boolean {
  const flags = ts.getCombinedModifierFlags(member);
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (flags & hidden) === 0 && ((flags & ts.ModifierFlags.Static) !== 0) === isStatic;
}

function isExported(declaration: ts.FunctionDeclaration): boolean {
  return (
    isOwn(declaration.getSourceFile()) &&
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").trim();
}
