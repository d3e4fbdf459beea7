namespace Gantry.StandardGenerator;

/// <summary>A file to check in: path relative to the repository root, LF line ends.</summary>
public sealed record GeneratedFile(string Path, string Text);
