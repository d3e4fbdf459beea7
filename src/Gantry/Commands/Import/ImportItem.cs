namespace Gantry.Commands.Import;

/// <summary>One file of an import: where it is, and how it is opened.</summary>
/// <param name="Name">For messages: its path, or the path of the ZIP with the entry's name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Open">Opens it for reading, once.</param>
internal sealed record ImportItem(string Name, long Length, Func<Stream> Open);
