using System.Globalization;
using System.Text;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>
/// The whole corpus through the real program. Files that share a SOP Instance UID with other content are sent in rounds, with the earlier one's study deleted
/// before, so that each is really kept and compared.
/// </summary>
public sealed class CorpusTests
{
    private const string MediaStorageDirectory = "1.2.840.10008.1.3.10";
    private const long MaxResidentBytes = 400L << 20;

    /// <summary>Facts of the independent reader and the attribute each belongs to.</summary>
    private static readonly (string Fact, string Tag)[] Named =
    [
        ("patientId", "00100020"), ("patientName", "00100010"), ("modality", "00080060"), ("sopClassUid", "00080016"), ("sopInstanceUid", "00080018"),
        ("studyInstanceUid", "0020000D"), ("seriesInstanceUid", "0020000E"), ("rows", "00280010"), ("columns", "00280011"), ("frames", "00280008"),
    ];

    private readonly List<string> wrong = [];

    [CorpusFact]
    public async Task By_C_STORE_every_valid_file_comes_back_as_it_was()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        foreach (List<CorpusFile> round in Rounds(Corpus.Valid))
        {
            List<(CorpusFile File, StorableFile? Storable)> files = [.. round.Select(f => (f, StorableFile.Read(f.ReadAllBytes())))];
            await using StoreSender sender = await StoreSender.OpenAsync(gantry, files.Select(f => f.Storable!).Where(s => s is { SopClassUid: not MediaStorageDirectory }), operations: 4);
            foreach ((CorpusFile file, StorableFile? storable) in files)
            {
                if (storable is null || !sender.IsAccepted(storable))
                {
                    Check(IsNoInstance(file), $"{file}: cannot be sent");
                    continue;
                }

                CommandSet? response = await sender.StoreAsync(storable);
                await CheckAsync(client, file, response?.Status == DimseStatus.Success && response.ErrorComment is null, response is null ? null : $"{response.Status:X4} {response.ErrorComment}");
            }

            await sender.ReleaseAsync();
            await DeleteRepeatedAsync(client, round);
        }

        AssertLives(gantry);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [CorpusFact]
    public async Task By_STOW_every_valid_file_comes_back_as_it_was()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        foreach (List<CorpusFile> round in Rounds(Corpus.Valid))
        {
            foreach (CorpusFile file in round)
            {
                StoreAnswer answer = await client.StoreAsync(file.ReadAllBytes());
                await CheckAsync(client, file, answer.Stored == 1, $"{(int)answer.Status} {answer.Warnings}");
            }

            await DeleteRepeatedAsync(client, round);
        }

        AssertLives(gantry);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [CorpusFact]
    public async Task Every_malformed_file_gets_a_clear_answer_and_the_server_lives()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        foreach (CorpusFile file in Corpus.Malformed)
        {
            byte[] bytes = file.ReadAllBytes();
            if (StorableFile.Read(bytes) is { } storable)
            {
                await using StoreSender sender = await StoreSender.OpenAsync(gantry, [storable]);
                if (sender.IsAccepted(storable))
                {
                    CommandSet? response = await sender.StoreAsync(storable);
                    Check(response?.Status is { } status && (status == DimseStatus.Success || response.ErrorComment is { Length: > 10 and <= 64 }), $"{file}: C-STORE said {response?.Status:X4} '{response?.ErrorComment}'");
                    Check(await sender.EchoAsync(), $"{file}: the association died of it");
                    await sender.ReleaseAsync();
                }
            }

            StoreAnswer answer = await client.StoreAsync(bytes);
            Check(answer.Stored + answer.Failed == 1 && (answer.Failed == 0 || answer.Warnings.Length > 30), $"{file}: STOW-RS said {(int)answer.Status} '{answer.Warnings}'");
        }

        AssertLives(gantry);
        await using StoreSender alive = await StoreSender.OpenAsync(gantry, []);
        Assert.True(await alive.EchoAsync());
        Assert.True((await gantry.AnonymousClient().GetAsync("health/ready")).IsSuccessStatusCode);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        CommandOutcome verify = await GantryProgram.RunAsync("verify", "--data", gantry.Data);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
    }

    /// <summary>Round n has the n-th file of each SOP Instance UID.</summary>
    private static IEnumerable<List<CorpusFile>> Rounds(IEnumerable<CorpusFile> files) =>
        files.GroupBy(f => f.SopInstanceUid ?? f.Path).SelectMany(g => g.Select((f, i) => (File: f, Round: i))).GroupBy(f => f.Round, f => f.File).Select(g => g.ToList());

    /// <summary>No instance by PS3.3: a directory, or a data set that names no study, series or SOP instance.</summary>
    private static bool IsNoInstance(CorpusFile file) =>
        file.SopClassUid is null or MediaStorageDirectory || ((string?[])[file.StudyInstanceUid, file.SeriesInstanceUid, file.SopInstanceUid, file.TransferSyntaxUid]).Any(uid => !DicomUid.IsAcceptable(uid ?? ""));

    private async Task CheckAsync(ArchiveClient client, CorpusFile file, bool isStored, string? answer)
    {
        if (!isStored)
        {
            Check(IsNoInstance(file) && answer is { Length: > 15 }, $"{file}: not stored: {answer ?? "the association ended"}");
            return;
        }

        byte[]? back = file.SopInstanceUid is null ? null : await client.DatasetAsync(file.SopInstanceUid);
        if (back is null)
        {
            wrong.Add($"{file}: stored but not found");
            return;
        }

        Check(StorableFile.DatasetOf(file.ReadAllBytes()).Span.SequenceEqual(back), $"{file}: comes back otherwise");
        JsonElement row = (await client.FindAsync(file.SopInstanceUid!))[0];
        JsonElement metadata = Assert.Single(await client.JsonAsync(ArchiveClient.PathOf(row) + "/metadata"));
        foreach ((string fact, string tag) in Named)
        {
            string? expected = file.Text(fact) ?? file.Number(fact)?.ToString(CultureInfo.InvariantCulture);
            string said = JsonText.First(metadata, tag);
            Check(expected is null || Essence(expected) == Essence(said), $"{file}: {fact} is '{expected}' to the independent reader, '{said}' here");
        }
    }

    /// <summary>The independent reader leaves GB 2312's escape sequence in the text. Trailing blanks and empty components say nothing (PS3.5 6.2); a character is compared composed.</summary>
    private static string Essence(string value) => value.Replace("\u001b$)A", "", StringComparison.Ordinal).TrimEnd(' ', '^', '=', '\0').TrimStart(' ').Normalize(NormalizationForm.FormC);

    private static async Task DeleteRepeatedAsync(ArchiveClient client, List<CorpusFile> sent)
    {
        HashSet<string> repeated = [.. Corpus.Valid.GroupBy(f => f.SopInstanceUid ?? "").Where(g => g.Count() > 1).Select(g => g.Key)];
        foreach (string uid in sent.Where(f => f.SopInstanceUid is { } uid && repeated.Contains(uid)).Select(f => f.SopInstanceUid!))
        {
            foreach (JsonElement row in await client.FindAsync(uid))
            {
                await client.DeleteStudyAsync(JsonText.First(row, "0020000D"));
            }
        }
    }

    private void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            wrong.Add(otherwise);
        }
    }

    private static void AssertLives(GantryProcess gantry)
    {
        string line = File.ReadLines($"/proc/{gantry.ProcessId}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        long resident = 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Assert.True(resident < MaxResidentBytes, $"{resident >> 20} MiB resident");
    }
}
