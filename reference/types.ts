import ts from "typescript";
import { isOwn } from "./program";

/** Marks the name of a type with a section of its own, in a printed type. */
const LINK = /⟦(\w+)⟧/;

/** The symbol behind a name, through its imports; nothing for what no section can be about. */
export function ownType(checker: ts.TypeChecker, name: ts.Node): ts.Symbol | undefined {
  const found = checker.getSymbolAtLocation(name);
  if (!found) return undefined;
  const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const declaration = symbol.declarations?.[0];
  if (!declaration || !isOwn(declaration.getSourceFile())) return undefined;
  return symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class | ts.SymbolFlags.TypeAlias)
    ? symbol
    : undefined;
}

/** Whether a type is nothing but a choice among texts. */
function isChoice(type: ts.Type): boolean {
  return (type.isUnion() ? type.types : [type]).every((one) => one.isStringLiteral());
}

/**
 * Writes types as a reader wants them: choices in place of their names, no `readonly`, and links.
 * @param reach told of each type that gets a section
 */
export class TypePrinter {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly reach: (symbol: ts.Symbol) => void,
  ) {}

  /** The type as markdown. */
  print(node: ts.TypeNode): string {
    return this.text(node)
      .split(/(⟦\w+⟧)/)
      .filter((part) => part !== "")
      .map((part) => {
        const [, name] = LINK.exec(part) ?? [];
        return name === undefined ? `\`${part}\`` : `[\`${name}\`](#${name.toLowerCase()})`;
      })
      .join("");
  }

  private text(node: ts.TypeNode): string {
    if (ts.isTypeReferenceNode(node)) return this.reference(node.typeName, node.typeArguments);
    if (ts.isTypeOperatorNode(node)) return this.text(node.type);
    if (ts.isParenthesizedTypeNode(node)) return this.text(node.type);
    if (ts.isArrayTypeNode(node)) {
      const element = this.text(node.elementType);
      return element.includes(" ") ? `(${element})[]` : `${element}[]`;
    }
    if (ts.isUnionTypeNode(node)) return node.types.map((one) => this.text(one)).join(" | ");
    if (ts.isIntersectionTypeNode(node)) {
      return node.types
        .map((one) => (one.kind === ts.SyntaxKind.ParenthesizedType ? `(${this.text(one)})` : this.text(one)))
        .join(" & ");
    }
    if (ts.isTypeLiteralNode(node)) return this.literal(node);
    if (ts.isFunctionTypeNode(node)) {
      const given = node.parameters.map(
        ({ name, type }) => `${name.getText()}: ${type ? this.text(type) : ""}`,
      );
      return `(${given.join(", ")}) => ${this.text(node.type)}`;
    }
    if (ts.isIndexedAccessTypeNode(node)) return this.indexed(node);
    return node.getText();
  }

  private reference(name: ts.EntityName, given: readonly ts.TypeNode[] = []): string {
    if (name.getText() === "Readonly") return given.map((one) => this.text(one)).join();
    const symbol = ownType(this.checker, name);
    if (symbol) {
      const alias = symbol.declarations?.find(ts.isTypeAliasDeclaration);
      if (alias && isChoice(this.checker.getDeclaredTypeOfSymbol(symbol))) return this.text(alias.type);
      this.reach(symbol);
    }
    const text = symbol ? `⟦${symbol.name}⟧` : name.getText();
    return given.length > 0 ? `${text}<${given.map((one) => this.text(one)).join(", ")}>` : text;
  }

  private literal(node: ts.TypeLiteralNode): string {
    const members = node.members.filter(ts.isPropertySignature).map((member) => {
      const optional = member.questionToken ? "?" : "";
      return `${member.name.getText()}${optional}: ${member.type ? this.text(member.type) : "unknown"}`;
    });
    return `{ ${members.join("; ")} }`;
  }

  /** `(typeof CHOICES)[number]`, or the type of another interface's prop. */
  private indexed(node: ts.IndexedAccessTypeNode): string {
    const object = ts.isParenthesizedTypeNode(node.objectType) ? node.objectType.type : node.objectType;
    const index = node.indexType;
    if (ts.isTypeQueryNode(object)) return this.elements(object.exprName) ?? node.getText();
    if (ts.isLiteralTypeNode(index) && ts.isStringLiteral(index.literal)) {
      const property = this.checker.getTypeFromTypeNode(object).getProperty(index.literal.text);
      const declaration = property?.valueDeclaration;
      if (declaration && ts.isPropertySignature(declaration) && declaration.type) {
        return this.text(declaration.type);
      }
    }
    return node.getText();
  }

  /** In the order they are written in: the checker's own depends on what it has seen before. */
  private elements(list: ts.EntityName): string | undefined {
    const found = this.checker.getSymbolAtLocation(list);
    const symbol = found && found.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(found) : found;
    const declaration = symbol?.valueDeclaration;
    if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
    let value = declaration.initializer;
    if (value && ts.isAsExpression(value)) value = value.expression;
    if (!value || !ts.isArrayLiteralExpression(value)) return undefined;
    return value.elements.map((element) => element.getText()).join(" | ");
  }
}
