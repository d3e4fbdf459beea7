using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.SystemTests.Exchange;
using Gantry.SystemTests.Jobs;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Compression;

/// <summary>Compression rules of the running program.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    private const string Study = "1.2.826.0.1.3680043.10.91";
    private const int Count = 8;
    private static readonly string[] AtOnce = ["--set", "compression.keepOriginalSeconds=0", "--set", "compression.processorPercent=100"];
    private readonly string data = Directory.CreateTempSubdirectory("gantry-compression-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(data, recursive: true);
        return Task.CompletedTask;
    }

    [ToolFact("dcmdjpls", "dcmdump")]
    public async Task What_arrives_is_stored_lossless_and_everything_agrees_afterwards()
    {
        Dictionary<string, byte[]> received = [];
        await using (GantryProcess gantry = await GantryProcess.StartAsync(data, arguments: AtOnce))
        {
            await SetAsync("ct", "--to", "JPEGLSLossless", "--match", "Modality=CT", "--from-start");
            await JobTests.StoreAsync(gantry, Count, Study);
            JsonElement rule = await WaitAsync(gantry, "ct", r => r.GetProperty("compressed").GetInt64() == Count);
            Assert.True(rule.GetProperty("bytesAfter").GetInt64() < rule.GetProperty("bytesBefore").GetInt64(), rule.ToString());
            Assert.Equal(0, rule.GetProperty("failed").GetInt64());
            await WaitFreedAsync(gantry);

            using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
            foreach (JsonElement row in await client.JsonAsync($"instances?StudyInstanceUID={Study}&includefield=AvailableTransferSyntaxUID"))
            {
                Assert.Equal(TransferSyntax.JpegLsLossless.Uid, JsonText.First(row, "00083002"));
                string uid = JsonText.First(row, "00080018")!;
                byte[] file = await client.FileAsync(ArchiveClient.PathOf(row));
                received.Add(uid, file);
                await AssertSameAsync(int.Parse(uid[(uid.LastIndexOf('.') + 1)..], System.Globalization.CultureInfo.InvariantCulture), file);
            }

            JsonElement[] metadata = await client.JsonAsync($"studies/{Study}/metadata");
            Assert.Equal(Count, metadata.Length);

            // The modality sends it all again: nothing new, nothing kept aside, nothing to compress.
            await JobTests.StoreAsync(gantry, Count, Study);
            Assert.Equal(Count, (await client.JsonAsync($"instances?StudyInstanceUID={Study}")).Length);
            await gantry.StopAsync();
        }

        Assert.Equal(Count, received.Count);
        CommandOutcome verified = await GantryProgram.RunAsync("verify", "--data", data);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Equal(0, (await GantryProgram.RunAsync("reindex", "--data", data)).ExitCode);
        await using GantryProcess again = await GantryProcess.StartAsync(data, arguments: AtOnce);
        using ArchiveClient later = await ArchiveClient.OpenAsync(again);
        foreach (JsonElement row in await later.JsonAsync($"instances?StudyInstanceUID={Study}"))
        {
            Assert.Equal(received[JsonText.First(row, "00080018")!], await later.FileAsync(ArchiveClient.PathOf(row)));
        }
    }

    [Theory]
    [InlineData("commit.synced:2")]
    [InlineData("commit.indexed:3")]
    [InlineData("superseded.buried:1")]
    public async Task Killed_at_a_step_of_it_the_rule_is_finished_by_the_next_start(string step)
    {
        await using (GantryProcess gantry = await GantryProcess.StartAsync(data, arguments: AtOnce))
        {
            await JobTests.StoreAsync(gantry, Count, Study);
            await gantry.StopAsync();
        }

        // The rule comes when the program is ready: where it was there before, the program might die of it sooner.
        await using (GantryProcess dying = await GantryProcess.StartAsync(data, arguments: AtOnce, environment: new Dictionary<string, string?> { ["GANTRY_FAILPOINT"] = step }))
        {
            await SetAsync("all", "--to", "1.2.840.10008.1.2.4.90", "--from-start");
            await dying.ExitedAsync();
        }

        await using GantryProcess again = await GantryProcess.StartAsync(data, arguments: AtOnce);
        await WaitAsync(again, "all", r => r.GetProperty("waiting").GetInt64() == 0);
        await WaitFreedAsync(again);
        using ArchiveClient client = await ArchiveClient.OpenAsync(again);
        for (int i = 1; i <= Count; i++)
        {
            JsonElement row = Assert.Single(await client.FindAsync($"{Study}.1.{i}"));
            DicomFile file = DicomFile.Read(await client.FileAsync(ArchiveClient.PathOf(row)));
            Assert.Equal(TransferSyntax.Jpeg2000Lossless, file.TransferSyntax);
        }

        await again.StopAsync();
        CommandOutcome verified = await GantryProgram.RunAsync("verify", "--data", data);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    [Fact]
    public async Task What_cannot_be_compressed_stays_and_says_why_and_rules_are_checked()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(data, arguments: AtOnce);
        using HttpClient admin = await gantry.ClientAsync();
        using (HttpResponseMessage refused = await admin.PutAsJsonAsync("api/compression/bad", new { to = "JPEGBaseline8Bit" }))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        using (HttpResponseMessage set = await admin.PutAsJsonAsync("api/compression/odd", new { to = "JPEGLSLossless", stored = new[] { "ExplicitVRLittleEndian" }, sources = new[] { "TESTER" }, fromStart = true }))
        {
            Assert.True(set.StatusCode == HttpStatusCode.Created, await set.Content.ReadAsStringAsync());
        }

        // Of 32 bits, which no JPEG-LS holds; a document without pixels; a segmentation of one bit; and a picture of which nothing can be made.
        Dataset odd = DatasetBuilder.Ct(Study, Study + ".2", Study + ".2.1").Set(Tags.BitsAllocated, 32).Set(Tags.BitsStored, 32).Set(Tags.HighBit, 31);
        odd.Remove(Tags.PixelData);
        odd.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OW, Value = new byte[16 * 16 * 4] });
        Dataset bare = DatasetBuilder.Ct(Study, Study + ".2", Study + ".2.2");
        bare.Remove(Tags.PixelData);
        Dataset mask = DatasetBuilder.Ct(Study, Study + ".2", Study + ".2.3").Set(Tags.BitsAllocated, 1).Set(Tags.BitsStored, 1).Set(Tags.HighBit, 0);
        mask.Remove(Tags.PixelData);
        mask.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Value = new byte[16 * 16 / 8] });
        Dataset broken = DatasetBuilder.Ct(Study, Study + ".2", Study + ".2.4");
        broken.Remove(Tags.PixelData);
        broken.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Fragments = [default, new byte[100]] });
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        using (HttpResponseMessage all = await admin.PutAsJsonAsync("api/compression/odd", new { to = "JPEGLSLossless", stored = new[] { "ExplicitVRLittleEndian", "RLELossless" }, fromStart = true }))
        {
            Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        }

        await client.StoreAsync(DatasetBuilder.EncodeFile(odd), DatasetBuilder.EncodeFile(bare), DatasetBuilder.EncodeFile(mask), DatasetBuilder.EncodeFile(broken, TransferSyntax.RleLossless));
        JsonElement rule = await WaitAsync(gantry, "odd", r => r.GetProperty("failed").GetInt64() == 1 && r.GetProperty("left").GetInt64() == 3);
        Dictionary<string, string> left = rule.GetProperty("leftBecause").EnumerateArray().ToDictionary(l => l.GetProperty("last").GetString()!, l => l.GetProperty("reason").GetString()!);
        Assert.Contains("32 bits", left[Study + ".2.1"], StringComparison.Ordinal);
        Assert.Contains("no frames", left[Study + ".2.2"], StringComparison.Ordinal);
        Assert.Contains("1 bits", left[Study + ".2.3"], StringComparison.Ordinal);
        Assert.Contains("left: JPEG-LS does not hold samples of 1 bits", (await GantryProgram.RunAsync("compress", "list", "--data", data)).Output, StringComparison.Ordinal);
        JsonElement failures = await admin.GetFromJsonAsync<JsonElement>("api/compression/odd/failures");
        Assert.Equal(Study + ".2.4", failures.GetProperty("failures")[0].GetProperty("instance").GetString());
        Assert.Contains(Study + ".2.4", (await GantryProgram.RunAsync("compress", "failed", "odd", "--data", data)).Output, StringComparison.Ordinal);
        using (HttpResponseMessage retried = await admin.PostAsync("api/compression/odd/retry", null))
        {
            Assert.Equal(1, (await retried.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("retried").GetInt32());
        }

        await Eventually.IsAsync(
            async () => (await admin.GetFromJsonAsync<JsonElement>("api/compression/odd/failures")).GetProperty("failures"), f => f.GetArrayLength() == 1 && !f[0].GetProperty("toBeRetried").GetBoolean());
        Assert.Contains("failed", (await GantryProgram.RunAsync("compress", "list", "--data", data)).Output, StringComparison.Ordinal);
        using HttpResponseMessage removed = await admin.DeleteAsync("api/compression/odd");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    [Fact]
    public async Task On_arrival_what_a_modality_sends_is_stored_compressed_and_a_kill_loses_nothing()
    {
        await SetAsync("in", "--to", "HTJ2KLossless", "--on-arrival", "--match", "Modality=CT", "--from-start");
        await using (GantryProcess gantry = await GantryProcess.StartAsync(data))
        {
            await JobTests.StoreAsync(gantry, Count, Study);
            JsonElement rule = await WaitAsync(gantry, "in", r => r.GetProperty("compressed").GetInt64() == Count && r.GetProperty("waiting").GetInt64() == 0);
            Assert.True(rule.GetProperty("bytesAfter").GetInt64() < rule.GetProperty("bytesBefore").GetInt64(), rule.ToString());
            Assert.Equal((0, 0), (rule.GetProperty("left").GetInt64(), rule.GetProperty("failed").GetInt64()));
            await JobTests.StoreAsync(gantry, Count, Study);
            using HttpClient admin = await gantry.ClientAsync();
            JsonElement all = await admin.GetFromJsonAsync<JsonElement>("api/compression");
            Assert.Equal(0, all.GetProperty("toFree").GetProperty("objects").GetInt64());
            await gantry.KillAsync();
        }

        Assert.Equal(0, (await GantryProgram.RunAsync("compress", "change", "in", "--match", "", "--stored", "ExplicitVRLittleEndian", "--on-arrival", "false", "--data", data)).ExitCode);
        await using GantryProcess again = await GantryProcess.StartAsync(data);
        using HttpClient later = await again.ClientAsync();
        JsonElement changed = await later.GetFromJsonAsync<JsonElement>("api/compression/in");
        Assert.Equal((TransferSyntax.HtJ2kLossless.Uid, false, 0, 1), (
            changed.GetProperty("to").GetString(), changed.GetProperty("onArrival").GetBoolean(), changed.GetProperty("match").GetArrayLength(), changed.GetProperty("stored").GetArrayLength()));
        Assert.Equal(Count, changed.GetProperty("compressed").GetInt64());
        using ArchiveClient client = await ArchiveClient.OpenAsync(again);
        JsonElement[] rows = await client.JsonAsync($"instances?StudyInstanceUID={Study}&includefield=AvailableTransferSyntaxUID");
        Assert.Equal(Count, rows.Length);
        Assert.All(rows, row => Assert.Equal(TransferSyntax.HtJ2kLossless.Uid, JsonText.First(row, "00083002")));
        await again.StopAsync();
        CommandOutcome verified = await GantryProgram.RunAsync("verify", "--data", data);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    [Fact]
    public async Task With_losses_a_derived_instance_takes_the_place_of_the_original()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(data, arguments: AtOnce);
        await SetAsync("small", "--to", "JPEG2000", "--lossy", "--quality", "50", "--from-start");
        await JobTests.StoreAsync(gantry, 2, Study);
        await WaitAsync(gantry, "small", r => r.GetProperty("compressed").GetInt64() == 2);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        JsonElement[] rows = await client.JsonAsync($"instances?StudyInstanceUID={Study}");
        Assert.Equal(2, rows.Length);
        DicomFile file = DicomFile.Read(await client.FileAsync(ArchiveClient.PathOf(rows[0])));
        Assert.Equal("01", file.Dataset.GetString(Tags.LossyImageCompression));
        Assert.Equal("DERIVED", file.Dataset.GetStrings(Tags.ImageType)[0]);
        string original = file.Dataset.GetItems(Tags.SourceImageSequence)[0].GetString(Tags.ReferencedSOPInstanceUID)!;
        Assert.StartsWith(Study, original, StringComparison.Ordinal);
        Assert.Empty(await client.FindAsync(original));
    }

    private async Task AssertSameAsync(int number, byte[] file)
    {
        string input = Path.Combine(data, "compressed.dcm");
        string output = Path.Combine(data, "decompressed.dcm");
        await File.WriteAllBytesAsync(input, file);
        CommandOutcome decoded = await Tool.RunAsync("dcmdjpls", input, output);
        Assert.True(decoded.ExitCode == 0, decoded.Error);
        CommandOutcome dumped = await Tool.RunAsync("dcmdump", "+P", "0002,0010", input);
        Assert.Contains("JPEGLSLossless", dumped.Output, StringComparison.Ordinal);
        Dataset expected = DatasetBuilder.Ct(Study, Study + ".1", $"{Study}.1.{number}", 32, 32, number, "JOB-1");
        Dataset found = DicomFile.Read(await File.ReadAllBytesAsync(output)).Dataset;
        Assert.True(expected.TryGet(Tags.PixelData, out Element? pixels) && found.TryGet(Tags.PixelData, out Element? again) && pixels.Value.Span.SequenceEqual(again.Value.Span));
    }

    private async Task SetAsync(string name, params string[] arguments)
    {
        CommandOutcome set = await GantryProgram.RunAsync(["compress", "set", name, .. arguments, "--data", data]);
        Assert.True(set.ExitCode == 0, set.Error);
    }

    private static async Task WaitFreedAsync(GantryProcess gantry)
    {
        using HttpClient client = await gantry.ClientAsync();
        await Eventually.IsAsync(() => client.GetFromJsonAsync<JsonElement>("api/compression"), all => all.GetProperty("toFree").GetProperty("objects").GetInt64() == 0);
    }

    private static async Task<JsonElement> WaitAsync(GantryProcess gantry, string name, Func<JsonElement, bool> isSo)
    {
        using HttpClient client = await gantry.ClientAsync();
        return await Eventually.IsAsync(() => client.GetFromJsonAsync<JsonElement>($"api/compression/{name}"), isSo, rule => rule + gantry.Log);
    }
}
