using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Backends.Sqlite;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Objects;

/// <summary>Power goes at every step of commit, seal, spill and deletion; the index may have lost its latest transactions. What was acknowledged must be there, nothing half.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly VolatileStorage storage = new();
    private readonly ArchiveUnderTest archive;

    public DurabilityTests() => archive = new ArchiveUnderTest(storage: storage)
    {
        Ingest = new IngestOptions { SpillBytes = 256 << 10 },
        Segments = new SegmentOptions { MinFreeBytes = 0, SegmentBytes = 1 << 20 },
    };

    public void Dispose() => archive.Dispose();

    public static TheoryData<string, int, bool> Steps()
    {
        TheoryData<string, int, bool> data = [];
        foreach (string step in (string[])["commit.before-write", "commit.written", "commit.synced", "commit.indexed", "commit.answered", "seal.directory-written", "seal.synced", "spill.header-written", "spill.renamed"])
        {
            data.Add(step, 1, false);
            data.Add(step, 2, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task NothingAcknowledgedIsLostWhenPowerGoes(string step, int time, bool indexForgets)
    {
        Action<string> cut = FailPoint.Parse($"{step}:{time}", () => storage.CutPower(seed: time + step.Length))!;
        archive.Reached = cut;
        archive.Open();
        Dictionary<InstanceUid, byte[]> acknowledged = [];
        for (int i = 1; i <= 14 && !storage.IsOff; i++)
        {
            // Small ones, and some that go to a segment of their own; together enough to seal.
            int side = i % 4 == 0 ? 450 : 250;
            string uid = $"1.2.3.4.{i}";
            Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", uid, side, side, i);
            if (await archive.StoreAsync(ct) is StoreOutcome.Stored)
            {
                acknowledged.Add(InstanceUid.Parse(uid), DatasetBuilder.Encode(ct));
            }
        }

        Assert.True(storage.IsOff, $"{step} was not reached {time} times");
        archive.Close();
        storage.Restore();
        if (indexForgets)
        {
            Directory.Delete(Path.Combine(archive.Folder, "index"), recursive: true);
        }

        archive.Reached = null;
        archive.Open();
        foreach ((InstanceUid uid, byte[] expected) in acknowledged)
        {
            byte[] file = await archive.ReadAsync(uid);
            Assert.Equal(expected, file[^expected.Length..]);
        }

        await AssertConsistentAsync();
    }

    [Theory]
    [InlineData("deletion.noted")]
    [InlineData("deletion.rows-removed")]
    [InlineData("deletion.segment-buried")]
    [InlineData("deletion.buried")]
    [InlineData("never")]
    public async Task ADeletionIsWholeWhereverPowerGoes(string step)
    {
        await StoreSixAsync();

        archive.Close();
        archive.Reached = FailPoint.Parse(step, () => storage.CutPower(seed: 7));
        archive.Open();
        bool isCut = false;
        try
        {
            Assert.Equal(3, await archive.Archive.Deletion.DeleteAsync(StudyUid.Parse("1.2.3"), SeriesUid.Parse("1.2.3.1"), null, "tester", CancellationToken.None));
        }
        catch (ObjectStoreException)
        {
            isCut = true;
        }

        Assert.Equal(step != "never", isCut);
        archive.Close();
        storage.Restore();
        archive.Reached = null;
        archive.Open();
        AssertHalfIsGone();
        await AssertConsistentAsync();

        archive.Close();
        Directory.Delete(Path.Combine(archive.Folder, "index"), recursive: true);
        archive.Open();
        AssertHalfIsGone();
    }

    [Theory]
    [InlineData("deletion.noted")]
    [InlineData("deletion.rows-removed")]
    [InlineData("deletion.segment-buried")]
    [InlineData("seal.directory-written")]
    [InlineData("seal.synced")]
    [InlineData("deletion.buried")]
    public async Task DeletingAllOfASegmentIsWholeWhereverPowerGoes(string step)
    {
        for (int seed = 1; seed <= 4; seed++)
        {
            await StoreSixAsync();
            archive.Close();
            archive.Reached = FailPoint.Parse(step, () => storage.CutPower(seed));
            archive.Open();
            await Assert.ThrowsAnyAsync<ObjectStoreException>(async () => await archive.Archive.Deletion.DeleteAsync(StudyUid.Parse("1.2.3"), null, null, "tester", CancellationToken.None));
            archive.Close();
            storage.Restore();
            archive.Reached = null;
            archive.Open();
            Assert.Empty(archive.Index.ReadAllByPlace());
            await AssertConsistentAsync();
            Assert.Equal(1, await archive.Archive.Deletion.DeleteAsync(StudyUid.Parse("1.2.3"), null, null, "tester", CancellationToken.None));
            archive.Close();
            Directory.Delete(Path.Combine(archive.Folder, "index"), recursive: true);
            archive.Open();
            Assert.Empty(archive.Index.ReadAllByPlace());
        }
    }

    [Fact]
    public async Task AFullStoreRefusesAndRecoversWhenThereIsRoom()
    {
        archive.Open();
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1")));
        storage.IsFull = true;
        Dataset second = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.2");
        Assert.Equal(RefusalReason.StoreFull, Assert.IsType<StoreOutcome.Refused>(await archive.StoreAsync(second)).Reason);
        Assert.NotEmpty(await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.1")));
        storage.IsFull = false;
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(second));
        await AssertConsistentAsync();
    }

    [Fact]
    public async Task ALargeInstanceLeavesTheRoomThatTheIndexNeeds()
    {
        archive.Segments = archive.Segments with { MinFreeBytes = 4 << 20 };
        archive.Open();
        storage.FreeBytes = 3 << 20;
        Dataset large = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1", 450, 450);
        Assert.Equal(RefusalReason.StoreFull, Assert.IsType<StoreOutcome.Refused>(await archive.StoreAsync(large)).Reason);
        Assert.Empty(storage.List());
        storage.FreeBytes = 1 << 30;
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(large));
        await AssertConsistentAsync();
    }

    [Fact]
    public async Task AnIndexThatIsDownRefusesAndARefusedRowFailsAlone()
    {
        FailingIndex? index = null;
        archive.Around = inner => index = new FailingIndex(inner);
        archive.Open();
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1")));
        index!.IsDown = true;
        Assert.Equal(RefusalReason.Unavailable, Assert.IsType<StoreOutcome.Refused>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.2"))).Reason);
        Assert.Equal(RefusalReason.Unavailable, Assert.IsType<StoreOutcome.Refused>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.3", 450, 450))).Reason);
        Assert.NotEmpty(await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.1")));
        index.IsDown = false;
        index.RefusedInstance = "1.2.3.4.5";
        StoreOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(4, 5).Select(i => Task.Run(() => archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", $"1.2.3.4.{i}", instanceNumber: i)))));
        Assert.Equal(4, outcomes.OfType<StoreOutcome.Stored>().Count());
        Assert.IsType<StoreOutcome.Refused>(outcomes[1]);
        await AssertConsistentAsync();

        Assert.Empty(new Reindexer(storage, archive.Index).Run(null, CancellationToken.None).Findings);
        Assert.Null(archive.Index.Find(InstanceUid.Parse("1.2.3.4.2")));
        Assert.Null(archive.Index.Find(InstanceUid.Parse("1.2.3.4.3")));
        Assert.Null(archive.Index.Find(InstanceUid.Parse("1.2.3.4.5")));
        Assert.NotNull(archive.Index.Find(InstanceUid.Parse("1.2.3.4.8")));
    }

    [Fact]
    public async Task AReindexThatWasBrokenOffIsFinishedByTheNextStart()
    {
        archive.Open();
        for (int i = 1; i <= 14; i++)
        {
            await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", $"1.2.3.4.{i}", 250, 250, i));
        }

        Assert.True(storage.List().Count > 1);
        object[] before = [.. archive.Index.ReadAllByPlace().Select(Essence)];
        archive.Close();
        using CancellationTokenSource stop = new();
        using (SqliteIndexFile file = SqliteIndexFile.Open(new SqliteOptions { Folder = Path.Combine(archive.Folder, "index") }, TimeProvider.System))
        {
            SqliteArchiveIndex index = new(file);
            Assert.ThrowsAny<OperationCanceledException>(() => new Reindexer(storage, index).Run(new Told(_ => stop.Cancel()), stop.Token));
            Assert.InRange(index.ReadAllByPlace().Count(), 1, before.Length - 1);
        }

        archive.Open();
        Assert.Equal(before, archive.Index.ReadAllByPlace().Select(Essence));
        await AssertConsistentAsync();
    }

    [Fact]
    public async Task ReindexGivesTheSameRowsAndVerifyFindsRot()
    {
        archive.Open();
        for (int i = 1; i <= 6; i++)
        {
            await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", $"1.2.3.4.{i}", 64, 64, i));
        }

        await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.6", 64, 64, 99));
        List<StoredInstance> before = [.. archive.Index.ReadAllByPlace()];
        ScanResult reindexed = new Reindexer(storage, archive.Index).Run(null, CancellationToken.None);
        Assert.Empty(reindexed.Findings);
        List<StoredInstance> after = [.. archive.Index.ReadAllByPlace()];
        Assert.Equal(before.Select(Essence), after.Select(Essence));
        Assert.Empty(new Verifier(storage, archive.Index).Run(null, CancellationToken.None).Findings);

        StoredInstance victim = after[2];
        using (ISegmentFile file = storage.Open(victim.Place.Key))
        {
            byte[] one = new byte[1];
            file.Read(victim.Place.Offset + 1000, one);
            one[0] ^= 1;
            file.Write(victim.Place.Offset + 1000, [one]);
        }

        ArchiveFinding finding = Assert.Single(new Verifier(storage, archive.Index).Run(null, CancellationToken.None).Findings);
        Assert.Equal((ArchiveFindingKind.ChecksumMismatch, victim.Place.Offset), (finding.Kind, finding.Offset));
    }

    private sealed class Told(Action<ScanProgress> tell) : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value) => tell(value);
    }

    private static object Essence(StoredInstance i) => (i.Identity, i.Place, i.Crc32, i.DatasetCrc32, i.DatasetLength, i.Frames?.Count, i.InstanceNumber);

    private async Task StoreSixAsync()
    {
        if (archive.Archive is null)
        {
            archive.Open();
        }

        for (int i = 1; i <= 6; i++)
        {
            Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", $"1.2.3.{i % 2}", $"1.2.3.4.{i}", 64, 64, i)));
        }
    }

    private void AssertHalfIsGone()
    {
        for (int i = 1; i <= 6; i++)
        {
            Assert.Equal(i % 2 == 0, archive.Index.Find(InstanceUid.Parse($"1.2.3.4.{i}")) is not null);
        }
    }

    private async Task AssertConsistentAsync()
    {
        Assert.Empty(new Verifier(storage, archive.Index).Run(null, CancellationToken.None).Findings);
        Assert.DoesNotContain(storage.List(), k => k.EndsWith(SegmentKey.PartExtension, StringComparison.Ordinal));
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.999")));
    }
}
