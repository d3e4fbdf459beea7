using System.Text.Json;

namespace Gantry.Testing;

/// <summary>
/// The corpus of real files: a folder <c>../shared/corpus</c> beside the repository or a folder above it. Tests that need it carry
/// <see cref="CorpusFactAttribute"/> and are skipped where it is absent.
/// </summary>
public static class Corpus
{
    private static readonly Lazy<string?> Found = new(Find);
    private static readonly Lazy<IReadOnlyList<CorpusFile>> Listed = new(List);

    public static bool IsPresent => Found.Value is not null;

    /// <summary>The folder of manifest.json.</summary>
    public static string Folder => Found.Value ?? throw new DirectoryNotFoundException("No shared/corpus above the repository.");

    /// <summary>Every file of the manifest.</summary>
    public static IReadOnlyList<CorpusFile> Files => Listed.Value;

    public static IEnumerable<CorpusFile> Valid => Files.Where(f => f.IsValid);

    public static IEnumerable<CorpusFile> Malformed => Files.Where(f => !f.IsValid);

    /// <summary>One file by its path in the manifest.</summary>
    public static CorpusFile Get(string path) => Files.Single(f => f.Path == path);

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "corpus");
            if (File.Exists(Path.Combine(candidate, "manifest.json")))
            {
                return candidate;
            }
        }

        return null;
    }

    private static List<CorpusFile> List()
    {
        if (!IsPresent)
        {
            return [];
        }

        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "manifest.json")));
        return [.. manifest.RootElement.GetProperty("files").EnumerateArray().Select(e => new CorpusFile(e.Clone()))];
    }
}
