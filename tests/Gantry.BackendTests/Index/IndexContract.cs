using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Index;

/// <summary>What every index must do, whatever it is built on.</summary>
public abstract class IndexContract : IDisposable
{
    private readonly EntryBuilder entries = new();

    protected abstract IndexUnderTest Subject { get; }

    private IArchiveIndex Index => Subject.Index;

    private IInstanceCatalog Catalog => Subject.Catalog;

    private IChangeFeed Feed => Subject.Feed;

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public void A_committed_instance_is_found_with_all_that_was_given()
    {
        InstanceEntry entry = entries.Make("1.2.1", "1.2.1.1", "1.2.1.1.1", (Tags.InstanceNumber, "7"), (Tags.PatientID, "P1"));
        Assert.Equal([new CommitResult(CommitStatus.Added)], Index.Commit([entry], []));

        StoredInstance stored = Index.Find(entry.Identity.Instance)!;
        Assert.Equal(entry.Identity, stored.Identity);
        Assert.Equal(entry.Place, stored.Place);
        Assert.Equal(entry.Crc32, stored.Crc32);
        Assert.Equal(entry.DatasetCrc32, stored.DatasetCrc32);
        Assert.Equal(entry.DatasetLength, stored.DatasetLength);
        Assert.Equal(entry.TransferSyntaxUid, stored.TransferSyntaxUid);
        Assert.Equal(7, stored.InstanceNumber);
        Assert.Equal(entry.Frames!.PixelData, stored.Frames!.PixelData);
        Assert.Equal(4096, stored.Frames.BitsPerFrame);
        Assert.Equal(Feed.Latest, stored.ChangeNumber);
        Assert.Null(Index.Find(InstanceUid.Parse("1.2.1.1.2")));
    }

    [Fact]
    public void The_fragments_of_encapsulated_frames_come_back_as_given()
    {
        IReadOnlyList<IReadOnlyList<ByteRange>> fragments =
            [[new ByteRange(1008, 50)], [new ByteRange(1066, 7), new ByteRange(1081, 3)], [], [new ByteRange(5_000_000_000, 0), new ByteRange(900, 12)]];
        InstanceEntry entry = entries.Make("1.2", "1.2.1", "1.2.1.1") with { Frames = new FrameTable { Count = 4, IsEncapsulated = true, Fragments = fragments } };
        Index.Commit([entry], []);

        FrameTable frames = Index.Find(entry.Identity.Instance)!.Frames!;
        Assert.True(frames.IsEncapsulated);
        Assert.Equal(4, frames.Count);
        Assert.Equal(fragments, frames.Fragments);
    }

    [Fact]
    public void The_same_content_again_is_a_duplicate_and_other_content_a_conflict()
    {
        InstanceEntry entry = entries.Make("1.2", "1.2.1", "1.2.1.1");
        InstanceEntry again = entries.Make("1.2", "1.2.1", "1.2.1.1");
        InstanceEntry other = entries.Make("1.2", "1.2.1", "1.2.1.1") with { DatasetCrc32 = 5 };
        InstanceEntry elsewhere = entries.Make("1.3", "1.3.1", "1.2.1.1");
        CommitStatus[] expected = [CommitStatus.Added, CommitStatus.Duplicate, CommitStatus.Conflict, CommitStatus.Conflict];

        Assert.Equal(expected, Index.Commit([entry, again, other, elsewhere], []).Select(r => r.Status));
        Assert.Equal([CommitStatus.Duplicate, CommitStatus.Conflict], Index.Commit([again, other], []).Select(r => r.Status));
        Assert.Equal(entry.Place, Index.Find(entry.Identity.Instance)!.Place);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_later_generation_counts_whichever_comes_first_and_the_earlier_is_superseded(bool laterFirst)
    {
        InstanceEntry first = entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.PhotometricInterpretation, "RGB"));
        InstanceEntry second = entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.PhotometricInterpretation, "YBR_RCT")) with { Generation = 1, TransferSyntaxUid = "1.2.840.10008.1.2.4.90", DatasetCrc32 = 5 };
        CommitStatus[] statuses = [.. Index.Commit(laterFirst ? [second, first] : [first, second], []).Select(r => r.Status)];

        Assert.Equal([CommitStatus.Added, laterFirst ? CommitStatus.Outdated : CommitStatus.Replaced], statuses);
        StoredInstance stored = Index.Find(first.Identity.Instance)!;
        Assert.Equal((second.Place, second.TransferSyntaxUid, (byte)1), (stored.Place, stored.TransferSyntaxUid, stored.Generation));
        Assert.Equal([first.Place], Index.Superseded.Find([first.Identity.Instance]));
        Assert.Equal((true, false), (Index.Superseded.Contains(first.Place), Index.Superseded.Contains(second.Place)));

        // The segments' tails read again at start change nothing.
        Assert.Equal([CommitStatus.Outdated, CommitStatus.Duplicate], Index.Commit([first, second], []).Select(r => r.Status));
        Index.Superseded.Forget([first.Place]);
        Assert.Equal((0, 0), Index.Superseded.Count());
    }

    [Fact]
    public void A_replacement_fails_where_the_instance_is_elsewhere_by_now()
    {
        InstanceEntry first = entries.Make("1.2", "1.2.1", "1.2.1.1");
        InstanceEntry second = entries.Make("1.2", "1.2.1", "1.2.1.1") with { Generation = 1, Replaces = first.Place };
        InstanceEntry late = entries.Make("1.2", "1.2.1", "1.2.1.1") with { Generation = 1, Replaces = first.Place };
        Assert.Equal([CommitStatus.Outdated, CommitStatus.Added, CommitStatus.Replaced, CommitStatus.Outdated], Index.Commit([second, first, second, late], []).Select(r => r.Status));
        Assert.Equal(second.Place, Index.Find(first.Identity.Instance)!.Place);
        Assert.Equal([first.Place], Index.Superseded.Read(DateTimeOffset.MaxValue, 10).Select(s => s.Place));
    }

    [Fact]
    public async Task A_conflict_is_told_once_however_often_its_bytes_are_read_again()
    {
        InstanceEntry other = entries.Make("1.2", "1.2.1", "1.2.1.1") with { DatasetCrc32 = 5 };
        Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1"), other], []);
        Index.Commit([other], []);

        IReadOnlyList<Change> changes = await Feed.ReadAsync(0, 10, default);
        Assert.Equal([ChangeKind.Stored, ChangeKind.Conflict], changes.Select(c => c.Kind));
    }

    [Fact]
    public void A_refused_row_fails_alone()
    {
        Subject.RefuseInstancesOf("1.9");
        IReadOnlyList<CommitResult> results = Index.Commit(
            [entries.Make("1.2", "1.2.1", "1.2.1.1"), entries.Make("1.9", "1.9.1", "1.9.1.1"), entries.Make("1.2", "1.2.1", "1.2.1.2")], [new SegmentMark("s", 10, false)]);

        Assert.Equal([CommitStatus.Added, CommitStatus.Failed, CommitStatus.Added], results.Select(r => r.Status));
        Assert.NotNull(results[1].Detail);
        Assert.NotNull(Index.Find(InstanceUid.Parse("1.2.1.2")));
        Assert.Null(Index.Find(InstanceUid.Parse("1.9.1.1")));
        Assert.Equal([new SegmentMark("s", 10, false)], Index.ReadMarks());
        Assert.Equal(CommitStatus.Added, Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.3")], [])[0].Status);
    }

    [Fact]
    public void Rows_are_seen_only_after_their_bytes_are_stored()
    {
        InstanceUid instance = InstanceUid.Parse("1.2.1.1");
        StoredInstance? before = null;
        int calls = 0;

        CommitResult result = Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], [], () => (before, calls) = (Index.Find(instance), calls + 1))[0];

        Assert.Equal((CommitStatus.Added, 1), (result.Status, calls));
        Assert.Null(before);
        Assert.NotNull(Index.Find(instance));
    }

    [Fact]
    public void Bytes_that_could_not_be_stored_take_their_rows_back()
    {
        Assert.Throws<ObjectStoreException>(() => Index.Commit(
            [entries.Make("1.2", "1.2.1", "1.2.1.1")], [new SegmentMark("s", 10, false)], () => throw new ObjectStoreException("no room", isTransient: true)));

        Assert.Null(Index.Find(InstanceUid.Parse("1.2.1.1")));
        Assert.Empty(Index.ReadMarks());
        Assert.Equal(CommitStatus.Added, Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], [])[0].Status);
    }

    [Fact]
    public async Task Instances_are_listed_by_series_number_instance_number_and_uid()
    {
        Index.Commit(
            [
                entries.Make("1.2", "1.2.2", "1.2.2.1", (Tags.SeriesNumber, "2"), (Tags.InstanceNumber, "1")),
                entries.Make("1.2", "1.2.1", "1.2.1.10", (Tags.SeriesNumber, "1"), (Tags.InstanceNumber, "10")),
                entries.Make("1.2", "1.2.1", "1.2.1.9", (Tags.SeriesNumber, "1"), (Tags.InstanceNumber, "9")),
                entries.Make("1.2", "1.2.1", "1.2.1.11", (Tags.SeriesNumber, "1"), (Tags.InstanceNumber, "10")),
                entries.Make("1.3", "1.3.1", "1.3.1.1"),
            ],
            []);

        Assert.Equal(["1.2.1.9", "1.2.1.10", "1.2.1.11", "1.2.2.1"], await ListAsync("1.2", null, null));
        Assert.Equal(["1.2.2.1"], await ListAsync("1.2", "1.2.2", null));
        Assert.Equal(["1.2.1.9"], await ListAsync("1.2", "1.2.1", "1.2.1.9"));
        Assert.Empty(await ListAsync("1.3", "1.2.1", "1.2.1.9"));
        Assert.NotNull(await Catalog.FindAsync(InstanceUid.Parse("1.3.1.1"), default));
    }

    [Fact]
    public async Task Changes_are_told_in_order_and_deletion_takes_rows_away()
    {
        Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1"), entries.Make("1.2", "1.2.1", "1.2.1.2"), entries.Make("1.2", "1.2.2", "1.2.2.1")], []);
        long before = Feed.Latest;
        IReadOnlyList<StoredInstance> removed = Index.Delete(StudyUid.Parse("1.2"), SeriesUid.Parse("1.2.1"), null, "tester");

        Assert.Equal(["1.2.1.1", "1.2.1.2"], removed.Select(r => r.Identity.Instance.Value));
        Assert.Equal(["1.2.2.1"], await ListAsync("1.2", null, null));
        Change deleted = Assert.Single(await Feed.ReadAsync(before, 10, default));
        Assert.Equal((ChangeKind.Deleted, "1.2", "1.2.1"), (deleted.Kind, deleted.Study.Value, deleted.Series!.Value.Value));
        Assert.Equal([ChangeKind.Stored, ChangeKind.Deleted], (await Feed.ReadAsync(0, 10, default)).Select(c => c.Kind));

        Index.Delete(StudyUid.Parse("1.2"), null, null, "tester");
        Assert.Empty(await ListAsync("1.2", null, null));
        Assert.Empty(Index.Delete(StudyUid.Parse("1.2"), null, null, "tester"));
        Assert.Equal(CommitStatus.Added, Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], [])[0].Status);
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_commit()
    {
        ValueTask waiting = Feed.WaitAsync(Feed.Latest, default);
        Assert.False(waiting.IsCompleted);
        Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], []);
        await waiting.AsTask().WaitAsync(Eventually.Patience);
    }

    [Fact]
    public void Rows_by_place_come_in_order_and_clear_forgets_all_but_the_numbers()
    {
        InstanceEntry first = entries.Make("1.2", "1.2.1", "1.2.1.5");
        InstanceEntry second = entries.Make("1.3", "1.3.1", "1.2.1.4");
        Index.Commit([second, first], [new SegmentMark("segment-1", 5, true)]);
        Assert.Equal(["1.2.1.5", "1.2.1.4"], Index.ReadAllByPlace().Select(s => s.Identity.Instance.Value));

        long latest = Feed.Latest;
        Index.Clear();
        Assert.Empty(Index.ReadAllByPlace());
        Assert.Empty(Index.ReadMarks());
        Index.Commit([first], []);
        Assert.True(Feed.Latest > latest);
    }

    [Fact]
    public void A_batch_of_uids_is_answered_in_its_order()
    {
        InstanceEntry held = entries.Make("1.2", "1.2.1", "1.2.1.5");
        Index.Commit([held], []);

        IReadOnlyList<StoredInstance?> found = Index.FindAll([InstanceUid.Parse("1.2.1.6"), held.Identity.Instance, InstanceUid.Parse("1.2.1.7")]);

        Assert.Equal([null, held.Identity, null], found.Select(f => f?.Identity));
        Assert.Equal(held.Place, found[1]!.Place);
        Assert.Empty(Index.FindAll([]));
    }

    [Fact]
    public void Two_senders_at_once_make_no_twins()
    {
        InstanceEntry[] all = [.. Enumerable.Range(1, 400).Select(i => entries.Make("1.2", $"1.2.{i % 4}", $"1.2.0.{i % 200}", (Tags.PatientID, "P")))];
        Parallel.ForEach(all.Chunk(5), chunk => Index.Commit(chunk, []));
        Assert.Equal(200, Index.ReadAllByPlace().Select(s => s.Identity.Instance).Distinct().Count());
        Assert.Equal(200, Index.ReadAllByPlace().Count());
    }

    private async Task<string[]> ListAsync(string study, string? series, string? instance)
    {
        IReadOnlyList<StoredInstance> found = await Catalog.ListAsync(
            StudyUid.Parse(study),
            series is null ? null : SeriesUid.Parse(series),
            instance is null ? null : InstanceUid.Parse(instance),
            default);
        return [.. found.Select(f => f.Identity.Instance.Value)];
    }
}
