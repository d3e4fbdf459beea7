namespace Gantry.ArchitectureTests;

internal sealed class SourceFile(string path, string fullPath)
{
    private string? text;

    /// <summary>From the repository's root, with '/'.</summary>
    public string Path { get; } = path;

    public string Text => text ??= File.ReadAllText(fullPath);

    public IEnumerable<string> Lines => Text.Split('\n');
}
