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

namespace Gantry.SystemTests.Corrections;

/// <summary>Corrections in the running program: what is found and what leaves differs, what is stored does not.</summary>
public sealed class CorrectionTests : IAsyncLifetime
{
    private const string Study = "1.2.826.0.1.3680043.10.92";
    private const int Count = 4;
    private readonly string data = Directory.CreateTempSubdirectory("gantry-correct-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(data, recursive: true);
        return Task.CompletedTask;
    }

    [ToolFact("dcmdump", "getscu")]
    public async Task A_corrected_study_is_found_and_leaves_by_its_new_values_while_its_bytes_stay()
    {
        byte[] before;
        string address = $"studies/{Study}/series/{Study}.1/instances/{Study}.1.1";
        await using (GantryProcess gantry = await GantryProcess.StartAsync(data))
        {
            await JobTests.StoreAsync(gantry, Count, Study);
            using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
            using HttpClient admin = await gantry.ClientAsync();
            before = await client.FileAsync(address);
            string oldTag = await TagAsync(client, address);
            byte[] segment = SegmentBytes();

            JsonElement made = await MakeAsync(admin, new { study = Study, reason = "wrong patient", changes = Changes(("PatientID", "P2"), ("PatientName", "Müller^Jörg")) });
            Assert.Equal((1, 1), (made.GetProperty("number").GetInt32(), made.GetProperty("studies").GetInt32()));
            await AssertCorrectedAsync(client, address);
            Assert.NotEqual(oldTag, await TagAsync(client, address));
            Assert.Equal(segment, SegmentBytes()[..segment.Length]);

            string folder = Directory.CreateDirectory(Path.Combine(data, "got")).FullName;
            CommandOutcome got = await Tool.RunAsync("getscu", "-S", "-aec", gantry.AeTitle, "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={Study}", "-od", folder, "127.0.0.1", $"{gantry.DicomPort}");
            Assert.True(got.ExitCode == 0, got.Output + got.Error);
            string[] files = Directory.GetFiles(folder);
            Assert.Equal(Count, files.Length);
            CommandOutcome dump = await Tool.RunAsync("dcmdump", ["+P", "0010,0020", "+P", "0400,0565", .. files]);
            Assert.True(dump.ExitCode == 0, dump.Error);
            Assert.Equal((Count, Count), (Occurrences(dump.Output, "[P2]"), Occurrences(dump.Output, "[CORRECT]")));

            // What comes later is corrected as well.
            await JobTests.StoreAsync(gantry, Count + 1, Study);
            Assert.Equal("P2", DicomFile.Read(await client.FileAsync($"studies/{Study}/series/{Study}.1/instances/{Study}.1.{Count + 1}")).Dataset.GetString(Tags.PatientID));
            await gantry.StopAsync();
        }

        Assert.Equal(0, (await GantryProgram.RunAsync("reindex", "--data", data)).ExitCode);
        await using GantryProcess again = await GantryProcess.StartAsync(data);
        using ArchiveClient later = await ArchiveClient.OpenAsync(again);
        using HttpClient administrator = await again.ClientAsync();
        await AssertCorrectedAsync(later, address);
        using (HttpResponseMessage undone = await administrator.PostAsJsonAsync("api/corrections/1/undo", new { reason = "it was right" }))
        {
            Assert.Equal(HttpStatusCode.Created, undone.StatusCode);
        }

        Assert.Equal(before, await later.FileAsync(address));
        Assert.Equal(1, await FoundAsync(later, "PatientID=JOB-1"));
        Assert.Equal(0, await FoundAsync(later, "PatientID=P2"));
        JsonElement[] history = [.. (await administrator.GetFromJsonAsync<JsonElement>($"api/corrections?study={Study}")).GetProperty("corrections").EnumerateArray()];
        Assert.Equal([(1, 2L), (2, 0L)], history.Select(c => (c.GetProperty("number").GetInt32(), c.TryGetProperty("undoneBy", out JsonElement by) ? by.GetInt64() : 0)));
        await again.StopAsync();
        CommandOutcome verified = await GantryProgram.RunAsync("verify", "--data", data);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    [ToolFact("movescu", "dcmdump", "dciodvfy")]
    public async Task Converted_or_as_it_is_the_corrected_values_go_out_and_the_files_are_no_worse()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(data);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        using HttpClient admin = await gantry.ClientAsync();
        int port = FreePorts.Next();
        await JobTests.AddPeerAsync(gantry, "DEST", port, "--ae-title", "DEST");
        string address = $"studies/{Study}/series/{Study}.1/instances/{Study}.1.1";
        (string Name, TransferSyntax Stored)[] all = [("native", TransferSyntax.ExplicitVrLittleEndian), ("implicit", TransferSyntax.ImplicitVrLittleEndian), ("deflated", TransferSyntax.FromUid("1.2.840.10008.1.2.1.99"))];
        foreach ((string name, TransferSyntax stored) in all)
        {
            await client.StoreAsync(DatasetBuilder.EncodeFile(DatasetBuilder.Ct(Study, Study + ".1", Study + ".1.1", 64, 64), stored));
            string before = await JudgeAsync(await client.FileAsync(address), name + "-stored");
            JsonElement made = await MakeAsync(admin, new { study = Study, reason = name, changes = Changes(("PatientID", "P2"), ("PatientName", "New^Name")) });
            string after = await JudgeAsync(await client.FileAsync(address), name + "-corrected");
            Assert.True(Lines(after).IsSubsetOf(Lines(before)), $"{before}\n---\n{after}");
            foreach (string syntax in (string[])["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.80"])
            {
                using HttpRequestMessage request = new(HttpMethod.Get, address);
                request.Headers.TryAddWithoutValidation("Accept", $"application/dicom; transfer-syntax={syntax}");
                using HttpResponseMessage response = await client.Http.SendAsync(request);
                DicomFile file = DicomFile.Read(await response.Content.ReadAsByteArrayAsync());
                Assert.Equal((syntax, "P2"), (file.TransferSyntax.Uid, file.Dataset.GetString(Tags.PatientID)));
                Assert.Single(file.Dataset.GetItems(Tags.OriginalAttributesSequence));
            }

            string folder = Directory.CreateDirectory(Path.Combine(data, "got-" + name)).FullName;
            CommandOutcome moved = await Tool.RunAsync(
                "movescu", "-S", "+xi", "+P", $"{port}", "-aet", "DEST", "-aem", "DEST", "-aec", gantry.AeTitle, "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={Study}", "-od", folder, "127.0.0.1", $"{gantry.DicomPort}");
            Assert.True(moved.ExitCode == 0, moved.Output + moved.Error);
            string taken = Directory.GetFiles(folder).Single();
            CommandOutcome dump = await Tool.RunAsync("dcmdump", "+P", "0010,0020", taken);
            Assert.Contains("[P2]", dump.Output, StringComparison.Ordinal);
            Assert.Equal(TransferSyntax.ImplicitVrLittleEndian, DicomFile.Read(await File.ReadAllBytesAsync(taken)).TransferSyntax);
            using HttpResponseMessage undone = await admin.PostAsJsonAsync($"api/corrections/{made.GetProperty("number").GetInt32()}/undo", new { reason = "next" });
            await client.DeleteStudyAsync(Study);
        }
    }

    [Theory]
    [InlineData("correction.kept")]
    [InlineData("correction.shown")]
    public async Task Killed_at_a_step_of_it_the_correction_holds_at_the_next_start(string step)
    {
        await using (GantryProcess dying = await GantryProcess.StartAsync(data, environment: new Dictionary<string, string?> { ["GANTRY_FAILPOINT"] = step }))
        {
            await JobTests.StoreAsync(dying, 1, Study);
            using HttpClient admin = await dying.ClientAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => MakeAsync(admin, new { patientId = "JOB-1", reason = "merged", changes = Changes(("PatientID", "P2"), ("PatientName", "Müller^Jörg")) }));
            await dying.ExitedAsync();
        }

        await using GantryProcess again = await GantryProcess.StartAsync(data);
        using ArchiveClient client = await ArchiveClient.OpenAsync(again);
        await AssertCorrectedAsync(client, $"studies/{Study}/series/{Study}.1/instances/{Study}.1.1");
    }

    [Fact]
    public async Task The_command_line_corrects_while_the_server_runs_and_says_what_cannot_be()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(data);
        await JobTests.StoreAsync(gantry, 1, Study);
        CommandOutcome made = await GantryProgram.RunAsync("correct", "patient", "JOB-1", "--set", "PatientID=P2", "--set", "PatientName=Müller^Jörg", "--reason", "merged", "--data", data);
        Assert.True(made.ExitCode == 0, made.Output + made.Error);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (await FoundAsync(client, "PatientID=P2") == 0)
        {
            await Task.Delay(50, patience.Token);
        }

        await AssertCorrectedAsync(client, $"studies/{Study}/series/{Study}.1/instances/{Study}.1.1");
        foreach ((string set, string rule) in ((string, string)[])
            [("StudyInstanceUID=1.2.3", "uid-not-correctable"), ("Rows=5", "attribute-not-correctable"), ("PatientBirthDate=yesterday", "value-not-valid"), ("PatientID=", "patient-id-needed")])
        {
            CommandOutcome refused = await GantryProgram.RunAsync("correct", "study", Study, "--set", set, "--reason", "test", "--data", data);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(rule, refused.Error, StringComparison.Ordinal);
        }

        CommandOutcome list = await GantryProgram.RunAsync("correct", "list", "--patient", "JOB-1", "--data", data);
        Assert.Contains("PatientID=P2", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_patients_become_one_and_two_again()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(data);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        using HttpClient admin = await gantry.ClientAsync();
        await client.StoreAsync(
            DatasetBuilder.EncodeFile(DatasetBuilder.Ct($"{Study}.1", $"{Study}.1.1", $"{Study}.1.1.1", patientId: "A", patientName: "Old^Name")),
            DatasetBuilder.EncodeFile(DatasetBuilder.Ct($"{Study}.2", $"{Study}.2.1", $"{Study}.2.1.1", patientId: "A", patientName: "Old^Name")),
            DatasetBuilder.EncodeFile(DatasetBuilder.Ct($"{Study}.3", $"{Study}.3.1", $"{Study}.3.1.1", patientId: "B", patientName: "New^Name")));
        JsonElement made = await MakeAsync(admin, new { patientId = "A", reason = "one person", changes = Changes(("PatientID", "B"), ("PatientName", "New^Name"), ("PatientBirthDate", "19800101"), ("PatientSex", "O")) });
        Assert.Equal(2, made.GetProperty("studies").GetInt32());
        Assert.Equal((0, 3), (await FoundAsync(client, "PatientID=A"), await FoundAsync(client, "PatientID=B")));
        Assert.Equal((0, 3), (await FoundAsync(client, "PatientName=Old*"), await FoundAsync(client, "PatientName=New*")));

        // A study of the old patient that comes after the merge.
        await client.StoreAsync(DatasetBuilder.EncodeFile(DatasetBuilder.Ct($"{Study}.4", $"{Study}.4.1", $"{Study}.4.1.1", patientId: "A", patientName: "Old^Name")));
        Assert.Equal(4, await FoundAsync(client, "PatientID=B"));
        using (HttpResponseMessage undone = await admin.PostAsJsonAsync("api/corrections/1/undo", new { reason = "two persons" }))
        {
            Assert.Equal(HttpStatusCode.Created, undone.StatusCode);
        }

        Assert.Equal((3, 1), (await FoundAsync(client, "PatientID=A"), await FoundAsync(client, "PatientID=B")));
        Assert.Equal((3, 1), (await FoundAsync(client, "PatientName=Old*"), await FoundAsync(client, "PatientName=New*")));
        using HttpResponseMessage twice = await admin.PostAsJsonAsync("api/corrections/1/undo", new { reason = "again" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        Assert.Contains("correction-undone-already", await twice.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertCorrectedAsync(ArchiveClient client, string address)
    {
        Assert.Equal((1, 0), (await FoundAsync(client, "PatientID=P2"), await FoundAsync(client, "PatientID=JOB-1")));
        Assert.Equal((1, 0), (await FoundAsync(client, "PatientName=müller*"), await FoundAsync(client, "PatientName=doe*")));
        JsonElement[] metadata = await client.JsonAsync($"studies/{Study}/metadata");
        Assert.All(metadata, m => Assert.Equal(("P2", "Müller^Jörg"), (JsonText.First(m, "00100020"), JsonText.First(m, "00100010"))));
        DicomFile file = DicomFile.Read(await client.FileAsync(address));
        Assert.Null(file.Error);
        Assert.Equal(("P2", "Müller^Jörg"), (file.Dataset.GetString(Tags.PatientID), file.Dataset.GetString(Tags.PatientName)));
        Dataset item = Assert.Single(file.Dataset.GetItems(Tags.OriginalAttributesSequence));
        Dataset original = Assert.Single(item.GetItems(Tags.ModifiedAttributesSequence));
        Assert.Equal(("JOB-1", "Doe^Jane"), (original.GetString(Tags.PatientID), original.GetString(Tags.PatientName)));
        Assert.Equal("CORRECT", item.GetString(Tags.ReasonForTheAttributeModification));
        using HttpRequestMessage whole = new(HttpMethod.Get, $"studies/{Study}");
        whole.Headers.TryAddWithoutValidation("Accept", "multipart/related; type=\"application/dicom\"; transfer-syntax=*");
        using HttpResponseMessage parts = await client.Http.SendAsync(whole);
        byte[] body = await parts.Content.ReadAsByteArrayAsync();
        Assert.True(body.AsSpan().IndexOf(file.Dataset.TryGet(Tags.PatientName, out Element name) ? name.Value.Span : default) >= 0);
        Assert.True(body.AsSpan().IndexOf("Müller^Jörg"u8) >= 0);
    }

    private static object[] Changes(params (string Attribute, string Value)[] changes) => [.. changes.Select(c => new { attribute = c.Attribute, values = new[] { c.Value } })];

    private static async Task<JsonElement> MakeAsync(HttpClient admin, object request)
    {
        using HttpResponseMessage made = await admin.PostAsJsonAsync("api/corrections", request);
        string text = await made.Content.ReadAsStringAsync();
        Assert.True(made.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<int> FoundAsync(ArchiveClient client, string query) => (await client.JsonAsync("studies?" + query)).Length;

    private static async Task<string> TagAsync(ArchiveClient client, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "application/dicom; transfer-syntax=*");
        using HttpResponseMessage response = await client.Http.SendAsync(request);
        return response.Headers.ETag!.Tag;
    }

    /// <summary>What dciodvfy says of a file, without its name.</summary>
    private async Task<string> JudgeAsync(byte[] file, string name)
    {
        string path = Path.Combine(data, name + ".dcm");
        await File.WriteAllBytesAsync(path, file);
        CommandOutcome judged = await Tool.RunAsync("dciodvfy", path);
        return (judged.Output + judged.Error).Replace(path, "", StringComparison.Ordinal);
    }

    private static HashSet<string> Lines(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Warning", StringComparison.Ordinal))];

    private static int Occurrences(string text, string what) => text.Split(what).Length - 1;

    /// <summary>The records so far, without the zeros that are ready for more.</summary>
    private byte[] SegmentBytes()
    {
        using FileStream file = new(Directory.GetFiles(Path.Combine(data, "objects", "segments"), "*.zip", SearchOption.AllDirectories).Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[Count * 8192];
        file.ReadExactly(bytes);
        return bytes;
    }
}
