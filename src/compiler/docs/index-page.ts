import { type ProviderDescriptor, type ServiceDescriptor, sqlVerbs } from '../../catalog/descriptor.ts';
import { blocks, code, codes, plain, table } from './markdown.ts';
import { generatedMark } from './resource-page.ts';

/** The page that lists a provider's services and, below, each one's resources with links to their pages. */
export function indexPage(provider: ProviderDescriptor, services: readonly ServiceDescriptor[]): string {
  const count = services.reduce((sum, { resources }) => sum + resources.length, 0);
  return blocks([
    generatedMark,
    `# ${plain(provider.title)}`,
    `Release ${plain(provider.version)}: ${services.length} services with ${count} resources.`,
    table(['Service', 'Resources', 'Description'], services.map(serviceRow)),
    ...services.flatMap((service) => serviceSection(service, provider)),
  ]);
}

function serviceRow({ name, title, resources }: ServiceDescriptor): readonly string[] {
  return [`[${code(name)}](#${name.toLowerCase()})`, String(resources.length), plain(title)];
}

function serviceSection({ name, title, resources }: ServiceDescriptor, provider: ProviderDescriptor): readonly string[] {
  const rows = resources.map((resource) => {
    const verbs = sqlVerbs.filter((verb) => resource.methods.some((method) => method.verb === verb));
    return [`[${code(`${provider.name}.${name}.${resource.name}`)}](${name}/${resource.name}.md)`, codes(verbs), plain(resource.title)];
  });
  return [`## ${plain(name)}`, plain(title), table(['Resource', 'Accessible by', 'Description'], rows)];
}
