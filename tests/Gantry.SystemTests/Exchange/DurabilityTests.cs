using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>The real process is killed hard while four associations store. After a restart all that was acknowledged is there, byte for byte, and nothing half.</summary>
public sealed class DurabilityTests : IDisposable
{
    private const int Associations = 4;

    private static readonly string[] SmallSegments = ["--set", "segments.segmentBytes=1048576", "--set", "segments.minFreeBytes=0", "--set", "ingest.spillBytes=262144"];

    private readonly string data = Directory.CreateTempSubdirectory("gantry-kill-").FullName;
    private readonly ConcurrentDictionary<string, byte[]> acknowledged = new();
    private readonly string study = DicomUid.New();

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory]
    [InlineData("commit.before-write:3")]
    [InlineData("commit.written:4")]
    [InlineData("commit.synced:5")]
    [InlineData("commit.indexed:4")]
    [InlineData("commit.answered:3")]
    [InlineData("seal.directory-written:1")]
    [InlineData("seal.synced:2")]
    [InlineData("spill.header-written:2")]
    [InlineData("spill.renamed:3")]
    public async Task Dying_at_a_step_of_storing_loses_nothing_acknowledged(string step)
    {
        await using (GantryProcess gantry = await StartAsync(step))
        {
            await StreamAsync(gantry);
            await gantry.ExitedAsync();
        }

        await AssertWholeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Killed_at_a_random_moment_it_loses_nothing_acknowledged(int seed)
    {
        int after = new Random(seed).Next(5, 120);
        await using (GantryProcess gantry = await StartAsync())
        {
            await StreamAsync(gantry, () => acknowledged.Count >= after ? gantry.KillAsync() : Task.CompletedTask);
            await gantry.ExitedAsync();
        }

        Assert.True(acknowledged.Count >= after);
        await AssertWholeAsync();
    }

    [Theory]
    [InlineData("recovery.replayed:1")]
    [InlineData("recovery.marked:1")]
    public async Task Dying_while_it_recovers_loses_nothing_either(string step)
    {
        await using (GantryProcess gantry = await StartAsync("commit.synced:6"))
        {
            await StreamAsync(gantry);
            await gantry.ExitedAsync();
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(step));
        await AssertWholeAsync();
    }

    [Theory]
    [InlineData("deletion.noted")]
    [InlineData("deletion.rows-removed")]
    [InlineData("deletion.segment-buried")]
    [InlineData("deletion.buried")]
    public async Task A_deletion_that_was_begun_is_finished(string step)
    {
        string gone = DicomUid.New();
        await using (GantryProcess gantry = await StartAsync(step))
        {
            using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
            StorableFile[] files = [.. Enumerable.Range(0, 8).Select(i => Storable(i % 2 == 0 ? study : gone, i, 64))];
            await using StoreSender sender = await StoreSender.OpenAsync(gantry, files);
            foreach (StorableFile file in files)
            {
                Assert.Equal((ushort?)DimseStatus.Success, (await sender.StoreAsync(file))?.Status);
            }

            acknowledged.Clear();
            foreach (StorableFile kept in files.Where((_, i) => i % 2 == 0))
            {
                acknowledged[kept.SopInstanceUid] = kept.Dataset.ToArray();
            }

            await Assert.ThrowsAsync<HttpRequestException>(() => client.DeleteStudyAsync(gone));
            await gantry.ExitedAsync();
        }

        await AssertWholeAsync();
        await using GantryProcess restarted = await StartAsync();
        using ArchiveClient after = await ArchiveClient.OpenAsync(restarted);
        Assert.Empty(await after.JsonAsync($"studies?StudyInstanceUID={gone}"));
    }

    private Task<GantryProcess> StartAsync(string? failPoint = null) =>
        GantryProcess.StartAsync(data, arguments: SmallSegments, environment: new Dictionary<string, string?> { ["GANTRY_FAILPOINT"] = failPoint });

    /// <summary>Four associations store until the program is gone; each answer is noted before the next is asked for.</summary>
    private async Task StreamAsync(GantryProcess gantry, Func<Task>? answered = null)
    {
        // All are open before the first of them brings the program to its end.
        StoreSender[] senders = await Task.WhenAll(Enumerable.Range(0, Associations).Select(_ => StoreSender.OpenAsync(gantry, [Storable(study, 0, 16)])));
        await Task.WhenAll(senders.Select((s, a) => Task.Run(() => StreamAsync(s, 1000 * a, answered))));
    }

    private async Task StreamAsync(StoreSender opened, int first, Func<Task>? answered)
    {
        await using StoreSender sender = opened;
        for (int i = 0; i < 500; i++)
        {
            // Small ones, and now and then one that streams to a file of its own.
            StorableFile file = Storable(study, first + i, i % 6 == 5 ? 450 : 160);
            CommandSet? response = await sender.StoreAsync(file);
            if (response is null)
            {
                return;
            }

            Assert.True(response.Status == DimseStatus.Success, $"{response.Status:X4} {response.ErrorComment}");
            acknowledged[file.SopInstanceUid] = file.Dataset.ToArray();
            await (answered?.Invoke() ?? Task.CompletedTask);
        }

        Assert.Fail("the program outlived 500 instances");
    }

    private static StorableFile Storable(string study, int number, int side) => StorableFile.Read(DatasetBuilder.EncodeFile(
        DatasetBuilder.Ct(study, study + ".1", string.Create(CultureInfo.InvariantCulture, $"{study}.2.{number}"), side, side, number)))!;

    private async Task AssertWholeAsync()
    {
        await using (GantryProcess gantry = await StartAsync())
        {
            using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
            Dictionary<string, JsonElement> found = (await client.JsonAsync($"studies/{study}/instances?limit=5000")).ToDictionary(r => JsonText.First(r, "00080018"));
            foreach ((string uid, byte[] expected) in acknowledged)
            {
                Assert.True(found.TryGetValue(uid, out JsonElement row), $"{uid} was acknowledged and is not found");
                Assert.Equal(expected, StorableFile.DatasetOf(await client.FileAsync(ArchiveClient.PathOf(row))).ToArray());
            }

            // What was not acknowledged may be there, but then whole.
            foreach ((string uid, JsonElement row) in found.Where(f => !acknowledged.ContainsKey(f.Key)))
            {
                int number = int.Parse(uid[(uid.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture);
                Assert.Equal(Storable(study, number, number % 1000 % 6 == 5 ? 450 : 160).Dataset.ToArray(), StorableFile.DatasetOf(await client.FileAsync(ArchiveClient.PathOf(row))).ToArray());
            }

            JsonElement? listed = (await client.JsonAsync($"studies?StudyInstanceUID={study}&includefield=00201208")).Cast<JsonElement?>().SingleOrDefault();
            Assert.Equal(found.Count == 0 ? "" : $"{found.Count}", listed is { } s ? JsonText.First(s, "00201208") : "");
            Assert.Equal(HttpStatusCode.OK, (await gantry.AnonymousClient().GetAsync("health/ready")).StatusCode);
            Assert.Equal(0, await gantry.StopAsync());
        }

        CommandOutcome verify = await GantryProgram.RunAsync("verify", "--data", data);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
    }
}
