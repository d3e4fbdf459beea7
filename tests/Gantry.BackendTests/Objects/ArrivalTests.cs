using Gantry.Archive.Compression;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Objects;

/// <summary>Instances that are compressed before they are stored: what was acknowledged is there whatever happens, and the same sent again is known.</summary>
public sealed class ArrivalTests : IDisposable
{
    private static readonly CompressionRule Rule = new() { Name = "in", To = TransferSyntax.JpegLsLossless.Uid, IsOnArrival = true };
    private readonly VolatileStorage storage = new();
    private readonly ArchiveUnderTest archive;

    public ArrivalTests() => archive = new ArchiveUnderTest(storage: storage)
    {
        Ingest = new IngestOptions { SpillBytes = 256 << 10 },
        Segments = new SegmentOptions { MinFreeBytes = 0, SegmentBytes = 1 << 20 },
    };

    private string ScratchPath => Path.Combine(archive.Folder, "scratch");

    public void Dispose() => archive.Dispose();

    public static TheoryData<string, int> Steps()
    {
        TheoryData<string, int> data = [];
        foreach (string step in (string[])["arrival.made", "arrival.stored", "commit.before-write", "commit.written", "commit.synced", "commit.indexed", "commit.answered", "spill.header-written", "spill.renamed"])
        {
            data.Add(step, 1);
            data.Add(step, 2);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_was_acknowledged_is_there_wherever_power_goes(string step, int time)
    {
        archive.Reached = FailPoint.Parse($"{step}:{time}", () => storage.CutPower(seed: time + step.Length));
        Open(Rule);
        HashSet<string> acknowledged = [];
        for (int i = 1; i <= 6 && !storage.IsOff; i++)
        {
            try
            {
                if (await archive.StoreAsync(Ct(i)) is StoreOutcome.Stored)
                {
                    acknowledged.Add(Uid(i));
                }
            }
            catch (ObjectStoreException)
            {
                // The power is off.
            }
        }

        Assert.True(storage.IsOff, $"{step} was not reached {time} times");
        archive.Close();
        storage.Restore();
        archive.Reached = null;
        Open(Rule);
        for (int i = 1; i <= 6; i++)
        {
            bool isThere = archive.Index.Find(InstanceUid.Parse(Uid(i))) is not null;
            Assert.True(isThere || !acknowledged.Contains(Uid(i)), $"{i} is lost");
            if (isThere)
            {
                await AssertPixelsAsync(i);
            }

            // The modality, which had no answer, sends again: known, or stored now.
            Assert.True(await archive.StoreAsync(Ct(i)) is StoreOutcome.Duplicate or StoreOutcome.Stored);
            await AssertPixelsAsync(i);
        }

        AssertWhole();
    }

    [Fact]
    public async Task The_original_is_never_stored_and_is_known_when_it_comes_again()
    {
        Open(Rule);
        Dataset ct = Ct(1);
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(ct));
        StoredInstance stored = archive.Index.Find(InstanceUid.Parse(Uid(1)))!;
        Assert.Equal((TransferSyntax.JpegLsLossless.Uid, 1), (stored.TransferSyntaxUid, stored.Generation));
        Assert.Equal((0, 0), archive.Index.Superseded.Count());
        SegmentRecord record = SegmentWalk.Find(storage, stored.Place)!;
        Assert.Equal((ArchiveUnderTest.Source, 1, TransferSyntax.ExplicitVrLittleEndian.Uid), (record.Source, record.Generation, record.ReceivedIn));
        using OriginDigest digest = new(TransferSyntax.ExplicitVrLittleEndian.Uid);
        digest.Append(DatasetBuilder.Encode(ct));
        Assert.Equal(digest.Take(), record.Origin);
        ArrivalCounts counts = archive.Archive.Arrivals.TakeCounts("in");
        Assert.Equal((1L, stored.Place.Length), (counts.Compressed, counts.BytesAfter));

        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        Assert.IsType<StoreOutcome.Conflict>(await archive.StoreAsync(Ct(1, "Other")));
        archive.Archive.Arrivals.Use(null);
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        new Reindexer(storage, archive.Index).Run(null, CancellationToken.None);
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        Assert.Equal(1, archive.Index.Find(InstanceUid.Parse(Uid(1)))!.Generation);
        await AssertPixelsAsync(1);
        AssertWhole();
    }

    [Fact]
    public async Task Large_ones_go_by_scratch_files_which_are_gone_afterwards_and_begin_empty()
    {
        Directory.CreateDirectory(ScratchPath);
        await File.WriteAllTextAsync(Path.Combine(ScratchPath, "left-by-a-kill"), "x");
        Open(Rule);
        Assert.Empty(Directory.GetFileSystemEntries(ScratchPath));
        Dataset large = DatasetBuilder.Ct("1.2.3", "1.2.3.4", Uid(1), 1600, 1600);
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(large));
        Assert.Equal(TransferSyntax.JpegLsLossless.Uid, archive.Index.Find(InstanceUid.Parse(Uid(1)))!.TransferSyntaxUid);
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(large));
        Assert.Empty(Directory.GetFileSystemEntries(ScratchPath));
        AssertWhole();
    }

    [Theory]
    [InlineData("another source")]
    [InlineData("another modality")]
    [InlineData("too large")]
    [InlineData("not smaller")]
    [InlineData("one bit")]
    [InlineData("no scratch folder")]
    public async Task What_stands_in_the_way_has_it_stored_as_it_came(string what)
    {
        CompressionRule rule = what switch
        {
            "another source" => Rule with { Sources = ["OTHER"] },
            "another modality" => Rule with { Conditions = [AttributeCondition.Parse("Modality=MR")!] },
            _ => Rule,
        };
        Open(rule, maxBytes: what == "too large" ? 1000 : long.MaxValue);
        Dataset ct = what == "no scratch folder" ? DatasetBuilder.Ct("1.2.3", "1.2.3.4", Uid(1), 1600, 1600) : Ct(1);
        if (what == "not smaller")
        {
            byte[] noise = new byte[200 * 200 * 2];
            new Random(1).NextBytes(noise);
            Replace(ct.Set(Tags.BitsStored, 16).Set(Tags.HighBit, 15), noise);
        }
        else if (what == "one bit")
        {
            Replace(ct.Set(Tags.BitsAllocated, 1).Set(Tags.BitsStored, 1).Set(Tags.HighBit, 0), new byte[200 * 200 / 8]);
        }
        else if (what == "no scratch folder")
        {
            Directory.Delete(ScratchPath);
        }

        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(ct));
        StoredInstance stored = archive.Index.Find(InstanceUid.Parse(Uid(1)))!;
        Assert.Equal((TransferSyntax.ExplicitVrLittleEndian.Uid, 0), (stored.TransferSyntaxUid, stored.Generation));
        Assert.Equal(default, archive.Archive.Arrivals.TakeCounts("in"));
        AssertWhole();
    }

    [Fact]
    public async Task Nobody_waits_for_anothers_compression()
    {
        using ManualResetEventSlim goOn = new();
        using SemaphoreSlim made = new(0);
        archive.Reached = step =>
        {
            if (step == "arrival.made")
            {
                made.Release();
                goOn.Wait();
            }
        };
        Open(Rule);
        int places = Math.Max(1, Environment.ProcessorCount / 2);
        Task<StoreOutcome>[] compressing = [.. Enumerable.Range(1, places).Select(i => Task.Factory.StartNew(() => archive.StoreAsync(Ct(i)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())];
        for (int i = 0; i < places; i++)
        {
            Assert.True(await made.WaitAsync(TimeSpan.FromMinutes(1)));
        }

        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(Ct(100)));
        Assert.Equal(0, archive.Index.Find(InstanceUid.Parse(Uid(100)))!.Generation);

        // One that is being compressed comes again on another association: it is stored as it came, and the first finds it so.
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(Ct(1)));
        goOn.Set();
        Assert.All(await Task.WhenAll(compressing), outcome => Assert.True(outcome is StoreOutcome.Stored or StoreOutcome.Duplicate, outcome.ToString()));
        Assert.Equal(0, archive.Index.Find(InstanceUid.Parse(Uid(1)))!.Generation);
        AssertWhole();
    }

    private static string Uid(int number) => $"1.2.3.4.{number}";

    /// <summary>Each second one needs a segment of its own, also when it is compressed.</summary>
    private static Dataset Ct(int number, string patientName = "Doe^Jane")
    {
        int side = number % 2 == 0 ? 900 : 200;
        Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", Uid(number), side, side, number, patientName: patientName);
        return side == 200 ? ct : Replace(ct, Noise(side));
    }

    private static byte[] Noise(int side)
    {
        byte[] cells = new byte[side * side * 2];
        new Random(1).NextBytes(cells);
        for (int i = 1; i < cells.Length; i += 2)
        {
            cells[i] &= 0x0F;
        }

        return cells;
    }

    private static Dataset Replace(Dataset ct, byte[] pixels)
    {
        ct.Remove(Tags.PixelData);
        ct.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OW, Value = pixels });
        return ct;
    }

    private void Open(CompressionRule rule, long maxBytes = long.MaxValue)
    {
        archive.Open();
        archive.Archive.Arrivals.Use(new ArrivalSettings([rule], ScratchFolder.Open(ScratchPath), maxBytes));
    }

    private async Task AssertPixelsAsync(int number)
    {
        byte[] file = await archive.ReadAsync(InstanceUid.Parse(Uid(number)));
        DicomFile read = DicomFile.Read(file);
        Assert.Null(Gantry.Imaging.Transcoding.Transcoder.Transcode(read.Dataset, read.TransferSyntax, TransferSyntax.ExplicitVrLittleEndian, Gantry.Imaging.Transcoding.TranscodeOptions.Default, out Dataset native));
        Assert.True(Ct(number).TryGet(Tags.PixelData, out Element? expected) && native.TryGet(Tags.PixelData, out Element? found) && expected.Value.Span.SequenceEqual(found.Value.Span));
    }

    private void AssertWhole() => Assert.Empty(new Verifier(storage, archive.Index).Run(null, CancellationToken.None).Findings);
}
