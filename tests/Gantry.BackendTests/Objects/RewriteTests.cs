using System.Buffers;
using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging.Transcoding;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Objects;

/// <summary>Instances written again in another transfer syntax: at every step the old or the new can be read, never neither, and a rebuild from the segments alone agrees.</summary>
public sealed class RewriteTests : IDisposable
{
    private static readonly DateTimeOffset Ever = DateTimeOffset.UtcNow + TimeSpan.FromDays(1);
    private readonly VolatileStorage storage = new();
    private readonly ArchiveUnderTest archive;

    public RewriteTests() => archive = new ArchiveUnderTest(storage: storage)
    {
        Ingest = new IngestOptions { SpillBytes = 256 << 10 },
        Segments = new SegmentOptions { MinFreeBytes = 0, SegmentBytes = 1 << 20 },
    };

    public void Dispose() => archive.Dispose();

    public static TheoryData<string, int, bool> Steps()
    {
        TheoryData<string, int, bool> data = [];
        string[] steps =
        [
            "commit.before-write", "commit.written", "commit.synced", "commit.indexed", "commit.answered", "spill.header-written", "spill.renamed", "seal.synced", "superseded.buried", "superseded.forgotten",
        ];
        foreach (string step in steps)
        {
            data.Add(step, 1, false);
            data.Add(step, 2, false);
            data.Add(step, 1, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task The_old_or_the_new_is_there_wherever_power_goes(string step, int time, bool indexForgets)
    {
        archive.Open();
        Dictionary<InstanceUid, (byte[] Old, byte[] New)> expected = [];
        for (int i = 1; i <= 6; i++)
        {
            // Small ones, and some of which also the new bytes need a segment of their own.
            int side = i % 2 == 0 ? 900 : 200;
            Dataset ct = Noise(DatasetBuilder.Ct("1.2.3", "1.2.3.4", $"1.2.3.4.{i}", side, side, i), side == 900);
            await archive.StoreAsync(ct);
            InstanceUid uid = InstanceUid.Parse($"1.2.3.4.{i}");
            byte[] old = await archive.ReadAsync(uid);
            expected.Add(uid, (old, Recode(old, TransferSyntax.RleLossless)));
        }

        archive.Close();
        archive.Reached = FailPoint.Parse($"{step}:{time}", () => storage.CutPower(seed: time + step.Length));
        archive.Open();
        HashSet<InstanceUid> acknowledged = [];
        try
        {
            foreach ((InstanceUid uid, (_, byte[] made)) in expected)
            {
                if (!storage.IsOff && await RewriteAsync(uid, made) is StoreOutcome.Stored)
                {
                    acknowledged.Add(uid);
                }
            }

            await archive.Archive.Superseded.FreeAsync(Ever, CancellationToken.None);
        }
        catch (ObjectStoreException)
        {
            // The power is off.
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
        foreach ((InstanceUid uid, (byte[] old, byte[] made)) in expected)
        {
            byte[] there = await archive.ReadAsync(uid);
            Assert.True(there.AsSpan().SequenceEqual(made) || (!acknowledged.Contains(uid) && there.AsSpan().SequenceEqual(old)), $"{uid}: {there.Length} bytes");
        }

        AssertWhole();
        await AssertRebuildAgreesAsync();
    }

    [Fact]
    public async Task A_reader_goes_on_until_the_original_is_freed_and_is_told_then()
    {
        archive.Open();
        (InstanceUid uid, byte[] old, byte[] made) = await StoreAndRewriteAsync();
        StoredInstance current = archive.Index.Find(uid)!;
        SupersededObject superseded = Assert.Single(archive.Index.Superseded.Read(Ever, 10));
        byte[] read = new byte[superseded.Place.Length];
        await archive.Archive.Objects.ReadAsync(superseded.Place, 0, read, CancellationToken.None);
        Assert.Equal(old, read);
        Assert.Equal((1, (long)old.Length), archive.Index.Superseded.Count());

        Assert.Equal((0, 0), await archive.Archive.Superseded.FreeAsync(superseded.At - TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.Equal((1, old.Length), await archive.Archive.Superseded.FreeAsync(Ever, CancellationToken.None));
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await archive.Archive.Objects.ReadAsync(superseded.Place, 0, read, CancellationToken.None));
        Assert.Equal(made, await archive.ReadAsync(uid));
        Assert.Equal((0, 0), archive.Index.Superseded.Count());
        Assert.Equal((1, TransferSyntax.RleLossless.Uid), (current.Generation, current.TransferSyntaxUid));
        Assert.True(current.Frames!.IsEncapsulated);
        AssertWhole();
    }

    [Fact]
    public async Task The_original_is_kept_where_the_new_bytes_are_not_whole()
    {
        archive.Open();
        (InstanceUid uid, byte[] old, _) = await StoreAndRewriteAsync();
        StoredInstance current = archive.Index.Find(uid)!;
        using (ISegmentFile file = storage.Open(current.Place.Key))
        {
            file.Write(current.Place.Offset + current.Place.Length - 20, [new byte[] { 1, 2, 3 }]);
        }

        Assert.Equal((0, 0), await archive.Archive.Superseded.FreeAsync(DateTimeOffset.UtcNow + TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Equal((0, 0), await archive.Archive.Superseded.FreeAsync(DateTimeOffset.UtcNow + TimeSpan.FromMinutes(1), CancellationToken.None));

        // A rebuild finds the one generation that is whole.
        new Reindexer(storage, archive.Index).Run(null, CancellationToken.None);
        Assert.Equal(old, await archive.ReadAsync(uid));
    }

    [Fact]
    public async Task What_was_received_once_is_known_when_it_comes_again_and_other_content_is_not()
    {
        archive.Open();
        Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1", 64, 64);
        await archive.StoreAsync(ct);
        InstanceUid uid = InstanceUid.Parse("1.2.3.4.1");
        byte[] made = Recode(await archive.ReadAsync(uid), TransferSyntax.RleLossless);
        await RewriteAsync(uid, made);
        await RewriteAsync(uid, Recode(made, TransferSyntax.JpegLsLossless));

        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        Assert.IsType<StoreOutcome.Conflict>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1", 64, 64, patientName: "Other")));
        Assert.Equal(2, archive.Index.Find(uid)!.Generation);
        await archive.Archive.Superseded.FreeAsync(Ever, CancellationToken.None);
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        await AssertRebuildAgreesAsync();
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        AssertWhole();
    }

    [Fact]
    public async Task A_deleted_instance_does_not_come_back_from_either_of_its_records()
    {
        archive.Open();
        (InstanceUid uid, _, _) = await StoreAndRewriteAsync();
        Assert.Equal(1, await archive.Archive.Deletion.DeleteAsync(StudyUid.Parse("1.2.3"), null, null, "tester", CancellationToken.None));
        new Reindexer(storage, archive.Index).Run(null, CancellationToken.None);
        Assert.Null(archive.Index.Find(uid));
        await archive.Archive.Superseded.FreeAsync(Ever, CancellationToken.None);
        AssertWhole();
    }

    [Fact]
    public async Task Another_instance_or_a_place_that_has_changed_is_refused()
    {
        archive.Open();
        (InstanceUid uid, byte[] old, byte[] made) = await StoreAndRewriteAsync();
        Dataset other = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.77", 64, 64);
        Assert.Equal(RefusalReason.IdentityMismatch, Assert.IsType<StoreOutcome.Refused>(await RewriteAsync(uid, DatasetBuilder.EncodeFile(other))).Reason);

        StoredInstance current = archive.Index.Find(uid)!;
        await using InstanceReceiver late = (await archive.Archive.Rewriter.OpenAsync(current, CancellationToken.None))!;
        await RewriteAsync(uid, Recode(old, TransferSyntax.JpegLsLossless));
        await late.WriteAsync(new ReadOnlySequence<byte>(made), CancellationToken.None);
        Assert.Equal(RefusalReason.Conflict, Assert.IsType<StoreOutcome.Refused>(await late.CompleteAsync(CancellationToken.None)).Reason);
        Assert.Equal(TransferSyntax.JpegLsLossless.Uid, archive.Index.Find(uid)!.TransferSyntaxUid);
        AssertWhole();
    }

    [Fact]
    public async Task The_feed_tells_of_it_without_bringing_the_instance_anew()
    {
        archive.Open();
        (InstanceUid uid, _, _) = await StoreAndRewriteAsync();
        IReadOnlyList<Change> changes = await archive.Changes.ReadAsync(0, 10, CancellationToken.None);
        Assert.Equal([(1L, ChangeKind.Stored), (2L, ChangeKind.Recoded)], changes.Select(c => (c.Number, c.Kind)));
        Assert.Equal("TESTER", changes[0].SourceAe);
        StoredInstance stored = archive.Index.Find(uid)!;
        Assert.Equal((1L, 2L), (stored.ArrivalNumber, stored.ChangeNumber));
        Assert.Equal(2L, (await archive.Catalog.FindVersionAsync(StudyUid.Parse("1.2.3"), SeriesUid.Parse("1.2.3.4"), CancellationToken.None))!.Value.ChangeNumber);
    }

    private static Dataset Noise(Dataset ct, bool isNoisy)
    {
        if (isNoisy)
        {
            byte[] cells = new byte[900 * 900 * 2];
            new Random(1).NextBytes(cells);
            for (int i = 1; i < cells.Length; i += 2)
            {
                cells[i] &= 0x0F;
            }

            ct.Remove(Tags.PixelData);
            ct.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OW, Value = cells });
        }

        return ct;
    }

    private static byte[] Recode(byte[] file, TransferSyntax to)
    {
        DicomFile read = DicomFile.Read(file);
        Assert.Null(Transcoder.Transcode(read.Dataset, read.TransferSyntax, to, TranscodeOptions.Default, out Dataset result));
        ArrayBufferWriter<byte> bytes = new();
        DicomFile.Create(result, to).Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private async Task<(InstanceUid Uid, byte[] Old, byte[] New)> StoreAndRewriteAsync()
    {
        await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1", 64, 64));
        InstanceUid uid = InstanceUid.Parse("1.2.3.4.1");
        byte[] old = await archive.ReadAsync(uid);
        byte[] made = Recode(old, TransferSyntax.RleLossless);
        Assert.IsType<StoreOutcome.Stored>(await RewriteAsync(uid, made));
        return (uid, old, made);
    }

    private async Task<StoreOutcome> RewriteAsync(InstanceUid uid, byte[] file)
    {
        await using InstanceReceiver receiver = (await archive.Archive.Rewriter.OpenAsync(archive.Index.Find(uid)!, CancellationToken.None))!;
        await receiver.WriteAsync(new ReadOnlySequence<byte>(file), CancellationToken.None);
        return await receiver.CompleteAsync(CancellationToken.None);
    }

    private void AssertWhole() => Assert.Empty(new Verifier(storage, archive.Index).Run(null, CancellationToken.None).Findings);

    private async Task AssertRebuildAgreesAsync()
    {
        List<object> before = [.. archive.Index.ReadAllByPlace().Select(Essence)];
        Assert.Empty(new Reindexer(storage, archive.Index).Run(null, CancellationToken.None).Findings);
        Assert.Equal(before, archive.Index.ReadAllByPlace().Select(Essence));
        AssertWhole();
        await archive.Archive.Superseded.FreeAsync(Ever, CancellationToken.None);
        Assert.Equal(before, archive.Index.ReadAllByPlace().Select(Essence));
        AssertWhole();
    }

    private static object Essence(StoredInstance i) => (i.Identity, i.Place, i.TransferSyntaxUid, i.Generation, i.Crc32, i.DatasetCrc32, i.DatasetLength, i.Frames?.Count);
}
