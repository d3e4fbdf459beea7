using System.Net;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Archive;

/// <summary>The main job through the real program: what comes in by one way is found by the others, and is there after a kill.</summary>
public sealed class WholePathTests
{
    private static string Seed => Path.Combine(GantryProgram.RepositoryRoot(), "tests", "corpus", "text", "chrFren.dcm");

    [Fact]
    public async Task An_import_beside_the_server_and_one_without_it_are_both_kept_through_a_kill()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        CommandOutcome import = await GantryProgram.RunAsync("import", Seed, "--data", gantry.Data);
        Assert.Equal(("1 stored, 0 already here, 0 in conflict, 0 refused, 0 not DICOM", 0), (import.LastLine, import.ExitCode));
        using (HttpClient client = await gantry.ClientAsync())
        {
            Assert.Single(await StudiesAsync(client));
        }

        await gantry.KillAsync();
        CommandOutcome again = await GantryProgram.RunAsync("import", Seed, "--data", gantry.Data);
        Assert.Equal("0 stored, 1 already here, 0 in conflict, 0 refused, 0 not DICOM", again.LastLine);
        await using GantryProcess restarted = await GantryProcess.StartAsync(gantry.Data);
        using HttpClient after = await restarted.ClientAsync();
        JsonElement study = Assert.Single(await StudiesAsync(after));
        string uid = study.GetProperty("0020000D").GetProperty("Value")[0].GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync($"dicom-web/studies/{uid}")).StatusCode);
        await Eventually.IsAsync(
            async () => JsonDocument.Parse(await after.GetStringAsync("api/audit")).RootElement.GetProperty("events"),
            audit => audit.EnumerateArray().Any(e => e.GetProperty("kind").GetString() == "study-read" && e.GetProperty("subject").GetString() == uid));
    }

    [Fact]
    public async Task A_file_whose_meta_information_names_another_instance_is_sent_under_its_own_UID()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        string own = DicomUid.New(), other = own[..^1] + (own[^1] == '1' ? '2' : '1');
        byte[] file = DatasetBuilder.EncodeFile(DatasetBuilder.Ct(DicomUid.New(), DicomUid.New(), own));
        int meta = file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(own));
        System.Text.Encoding.ASCII.GetBytes(other).CopyTo(file, meta);
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, file);
            CommandOutcome send = await GantryProgram.RunAsync("send", "localhost", $"{gantry.DicomPort}", path, "--called", gantry.AeTitle);
            Assert.True(send.ExitCode == 0, send.Output + send.Error);
            using HttpClient client = await gantry.ClientAsync();
            Assert.Contains(own, await client.GetStringAsync($"dicom-web/instances?SOPInstanceUID={own}"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<JsonElement[]> StudiesAsync(HttpClient client) =>
        [.. JsonDocument.Parse(await client.GetStringAsync("dicom-web/studies")).RootElement.EnumerateArray()];
}
