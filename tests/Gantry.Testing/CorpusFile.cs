using System.Text.Json;

namespace Gantry.Testing;

/// <summary>One file of the corpus and what its manifest says.</summary>
/// <param name="Facts">The manifest's entry; every fact of it is here.</param>
public sealed record CorpusFile(JsonElement Facts)
{
    /// <summary>Below the corpus's folder, with '/'.</summary>
    public string Path => Facts.GetProperty("path").GetString()!;

    public string FullPath => System.IO.Path.Combine(Corpus.Folder, Path);

    public bool IsValid => Facts.GetProperty("status").GetString() == "valid";

    public string Sha256 => Facts.GetProperty("sha256").GetString()!;

    public string? TransferSyntaxUid => Text("transferSyntaxUid");

    public string? SopClassUid => Text("sopClassUid");

    public string? SopInstanceUid => Text("sopInstanceUid");

    public string? StudyInstanceUid => Text("studyInstanceUid");

    public string? SeriesInstanceUid => Text("seriesInstanceUid");

    /// <summary>A fact that is a string; null when absent.</summary>
    public string? Text(string name) => Facts.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A fact that is a number; null when absent.</summary>
    public long? Number(string name) => Facts.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    public byte[] ReadAllBytes() => File.ReadAllBytes(FullPath);

    public override string ToString() => Path;
}
