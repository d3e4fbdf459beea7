using Gantry.Testing;
using Gantry.Testing.Network;

namespace Gantry.InteropTests.Retrieve;

/// <summary>Instances for retrieval, and how they come into the archive.</summary>
internal static class StoredStudies
{
    public const string Study = "1.2.826.0.1.3680043.10.77.1";
    public const string Patient = "RETRIEVE-1";

    /// <summary>Two series of made-up CT.</summary>
    public static List<byte[]> Ct(int count = 12) =>
        [.. Enumerable.Range(1, count).Select(i => DatasetBuilder.EncodeFile(DatasetBuilder.Ct(Study, $"{Study}.{i % 2}", $"{Study}.{i % 2}.{i}", 64, 64, i, Patient)))];

    /// <summary>Small instances of the corpus in each transfer syntax.</summary>
    public static List<byte[]> OfEachSyntax() =>
        [.. Corpus.Valid
            .Where(f => f is { StudyInstanceUid: not null, SeriesInstanceUid: not null, TransferSyntaxUid: not null } && f.Number("size") is < 600_000 && !f.Path.StartsWith("malformed", StringComparison.Ordinal))
            .DistinctBy(f => f.SopInstanceUid).GroupBy(f => f.TransferSyntaxUid).SelectMany(g => g.Take(3)).Select(f => f.ReadAllBytes())
            .Where(f => StorableFile.Read(f) is { } s && s.MetaInstanceUid == s.SopInstanceUid)];

    /// <summary>Brings files in by C-STORE; those that were taken, by SOP Instance UID.</summary>
    public static async Task<Dictionary<string, StorableFile>> StoreAsync(GantryProcess gantry, IEnumerable<byte[]> files)
    {
        List<StorableFile> all = [.. files.Select(f => StorableFile.Read(f)!)];
        Dictionary<string, StorableFile> stored = [];
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, all);
        foreach (StorableFile file in all.Where(sender.IsAccepted))
        {
            if ((await sender.StoreAsync(file))?.Status == 0)
            {
                stored[file.SopInstanceUid] = file;
            }
        }

        await sender.ReleaseAsync();
        return stored;
    }

    public static async Task AddPeerAsync(GantryProcess gantry, string name, int port, params string[] more)
    {
        CommandOutcome added = await GantryProgram.RunAsync(["peer", "add", name, "--host", "127.0.0.1", "--port", $"{port}", "--data", gantry.Data, .. more]);
        if (added.ExitCode != 0)
        {
            throw new InvalidOperationException(added.Output + added.Error);
        }
    }
}
