namespace Gantry.ArchitectureTests;

/// <summary>The sources that the tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Names of the projects of a folder.</summary>
    public static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!).Order();

    /// <summary>C# files written by hand below a folder, by their path from the root.</summary>
    public static IEnumerable<SourceFile> Sources(string folder)
    {
        string full = Path.Combine(Root, folder);
        return Directory.Exists(full)
            ? Directory.EnumerateFiles(full, "*.cs", SearchOption.AllDirectories)
                .Select(f => new SourceFile(Path.GetRelativePath(Root, f), f))
                .Where(f => !f.Path.Split('/').Any(p => p is "obj" or "bin") && !f.Path.EndsWith(".g.cs", StringComparison.Ordinal))
                .OrderBy(f => f.Path, StringComparer.Ordinal)
            : [];
    }

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Gantry.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run below the repository");
        }

        return folder.FullName;
    }
}
