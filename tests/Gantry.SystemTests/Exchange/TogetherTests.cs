using System.Net;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>Instances that come together, in one association, in one request, or from several senders at once.</summary>
public sealed class TogetherTests
{
    private readonly string study = DicomUid.New();

    [Fact]
    public async Task In_one_association_a_bad_instance_fails_alone()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        StorableFile[] good = [.. Enumerable.Range(1, 6).Select(i => Storable(Ct(i)))];
        StorableFile other = Storable(Ct(1).Set(Tags.PatientName, "Other^Name"));
        StorableFile noStudy = Storable(Ct(50).Set(Tags.StudyInstanceUID, ""));
        StorableFile cut = Storable(Ct(51));
        cut = cut with { Dataset = cut.Dataset[..^100] };
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, good, operations: 16);
        Assert.Equal((ushort?)DimseStatus.Success, (await sender.StoreAsync(good[0]))?.Status);

        // All in flight at once: they meet in the same commits.
        CommandSet?[] answers = await Task.WhenAll(((StorableFile[])[good[1], good[0], good[2], other, good[3], noStudy, good[4], cut, good[5]]).Select(sender.StoreAsync));
        Assert.Equal([0, 0, 0, 0, 0, 0xA900, 0, 0xC000, 0], answers.Select(a => (int)a!.Status!));
        Assert.Contains("other content", answers[3]!.ErrorComment, StringComparison.Ordinal);
        Assert.Contains("Study Instance UID", answers[5]!.ErrorComment, StringComparison.Ordinal);
        Assert.NotEmpty(answers[7]!.ErrorComment!);
        Assert.All((int[])[0, 1, 2, 4, 6, 8], i => Assert.Null(answers[i]!.ErrorComment));
        await AssertSixAsync(client, good);
    }

    [Fact]
    public async Task In_one_STOW_request_a_bad_instance_fails_alone()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        byte[][] good = [.. Enumerable.Range(1, 6).Select(i => DatasetBuilder.EncodeFile(Ct(i)))];
        byte[] other = DatasetBuilder.EncodeFile(Ct(1).Set(Tags.PatientName, "Other^Name"));
        byte[] noStudy = DatasetBuilder.EncodeFile(Ct(50).Set(Tags.StudyInstanceUID, ""));
        Assert.Equal(HttpStatusCode.OK, (await client.StoreAsync(good[0])).Status);
        StoreAnswer answer = await client.StoreAsync(good[1], good[0], good[2], other, good[3], noStudy, good[4], good[5][..^100], good[5]);
        Assert.Equal((HttpStatusCode.Accepted, 6, 3), (answer.Status, answer.Stored, answer.Failed));
        Assert.Contains("part 4: ", answer.Warnings, StringComparison.Ordinal);
        Assert.Contains("part 6: ", answer.Warnings, StringComparison.Ordinal);
        Assert.Contains("part 8: ", answer.Warnings, StringComparison.Ordinal);
        await AssertSixAsync(client, [.. good.Select(f => StorableFile.Read(f)!)]);
    }

    [Fact]
    public async Task Senders_at_once_make_no_twins()
    {
        const int Studies = 8, Each = 6, Senders = 4;
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        string[] studies = [.. Enumerable.Range(0, Studies).Select(_ => DicomUid.New())];
        Dataset Instance(int s, int i) => DatasetBuilder.Ct(studies[s], studies[s] + ".1", $"{studies[s]}.2.{i}", instanceNumber: i, patientId: $"TWIN{s}");
        using Barrier start = new(2 * Senders);
        Task[] sending = [.. Enumerable.Range(0, 2 * Senders).Select(n => Task.Factory.StartNew(
            async () =>
            {
                // Every sender brings every instance: each study, series and instance is contended for by all.
                StorableFile kind = Storable(Instance(0, 1));
                await using StoreSender sender = await StoreSender.OpenAsync(gantry, [kind]);
                start.SignalAndWait();
                for (int s = 0; s < Studies; s++)
                {
                    for (int i = 1; i <= Each; i++)
                    {
                        if (n % 2 == 0)
                        {
                            CommandSet? response = await sender.StoreAsync(Storable(Instance(s, i)));
                            Assert.True(response?.Status == DimseStatus.Success && response.ErrorComment is null, $"{response?.Status:X4} {response?.ErrorComment}");
                        }
                        else
                        {
                            StoreAnswer answer = await client.StoreAsync(DatasetBuilder.EncodeFile(Instance(s, i)));
                            Assert.True(answer.Stored == 1, answer.Warnings);
                        }
                    }
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())];
        await Task.WhenAll(sending);

        JsonElement[] found = await client.JsonAsync("studies?PatientID=TWIN*&includefield=00201206&includefield=00201208");
        Assert.Equal(studies.Order(), found.Select(f => JsonText.First(f, "0020000D")).Order());
        Assert.All(found, f => Assert.Equal(("1", $"{Each}"), (JsonText.First(f, "00201206"), JsonText.First(f, "00201208"))));
        Assert.Equal(Studies, (await client.JsonAsync("series?limit=1000")).Length);
        Assert.Equal(Studies * Each, (await client.JsonAsync("instances?limit=1000")).Length);
        CommandOutcome verify = await GantryProgram.RunAsync("verify", "--data", gantry.Data);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
    }

    private Dataset Ct(int number) => DatasetBuilder.Ct(study, study + ".1", $"{study}.2.{number}", instanceNumber: number);

    private static StorableFile Storable(Dataset dataset) => StorableFile.Read(DatasetBuilder.EncodeFile(dataset))!;

    private async Task AssertSixAsync(ArchiveClient client, StorableFile[] good)
    {
        Assert.Equal(good.Select(g => g.SopInstanceUid).Order(), (await client.JsonAsync($"studies/{study}/instances")).Select(r => JsonText.First(r, "00080018")).Order());
        Assert.Single(await client.JsonAsync("studies"));
        foreach (StorableFile file in good)
        {
            Assert.Equal(file.Dataset.ToArray(), await client.DatasetAsync(file.SopInstanceUid));
        }
    }
}
