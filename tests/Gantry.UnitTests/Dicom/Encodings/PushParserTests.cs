using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Dicom.Encodings;

public sealed class PushParserTests
{
    [CorpusFact]
    public void Bytes_in_any_pieces_give_the_same_events()
    {
        foreach (CorpusFile entry in Corpus.Files.Where(f => f.Number("size") < 40_000))
        {
            byte[] bytes = entry.ReadAllBytes();
            if (!FileMeta.TryRead(bytes, isWhole: true, out FileMeta meta, out int offset, out _, out _))
            {
                continue;
            }

            TransferSyntax syntax = TransferSyntax.FromUid(meta.TransferSyntaxUid);
            string whole = Parse(bytes.AsSpan(offset), syntax, piece: int.MaxValue);
            foreach (int piece in (int[])[1, 7, 61])
            {
                string pieces = Parse(bytes.AsSpan(offset), syntax, piece);
                Assert.True(whole == pieces, $"{entry.Path} in pieces of {piece}:\n{whole}\n----\n{pieces}");
            }
        }
    }

    [CorpusFact]
    public void Skipping_everything_still_finds_the_same_top_level_elements()
    {
        foreach (CorpusFile entry in Corpus.Valid.Where(f => f.Number("size") < 100_000))
        {
            DicomFile file = DicomFile.Read(entry.ReadAllBytes());
            byte[] bytes = entry.ReadAllBytes()[(int)file.DatasetOffset..];
            List<uint> seen = [];
            RecordingHandler handler = new(h =>
            {
                Assert.Equal(0, h.Depth);
                seen.Add(h.Tag.Value);
                return ElementInterest.Skip;
            });
            using DatasetPushParser parser = new(file.TransferSyntax, handler);
            parser.Push(bytes);
            parser.Complete();
            Assert.True(parser.Error is null || file.Error is not null);
            seen.Sort();
            Assert.Equal(((IEnumerable<Element>)file.Dataset).Select(e => e.Tag.Value), seen.Distinct());
        }
    }

    [Fact]
    public void A_value_within_one_push_is_handed_out_where_it_lies()
    {
        byte[] bytes = DatasetBuilder.Encode(DatasetBuilder.Ct());
        BorrowCheck handler = new(bytes);
        using DatasetPushParser parser = new(TransferSyntax.ExplicitVrLittleEndian, handler);
        parser.Push(bytes.AsSpan(0, 101));
        parser.Push(bytes.AsSpan(101));
        Assert.True(parser.Complete());
        Assert.InRange(handler.Copied, 0, 1);
        Assert.True(handler.Borrowed > 30);
    }

    [Fact]
    public void After_stop_bytes_are_only_counted()
    {
        byte[] bytes = DatasetBuilder.Encode(DatasetBuilder.Ct());
        RecordingHandler handler = new(h => h.Tag == Tags.PatientID ? ElementInterest.Stop : ElementInterest.Skip);
        using DatasetPushParser parser = new(TransferSyntax.ExplicitVrLittleEndian, handler);
        Assert.True(parser.Push(bytes));
        Assert.True(parser.Push([0xFF, 0xFF, 0xFF]));
        Assert.True(parser.Complete());
        Assert.True(parser.IsStopped);
        Assert.Equal(bytes.Length + 3, parser.BytesPushed);
        Assert.EndsWith("Stop" + Environment.NewLine, handler.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_are_parsed_without_allocating()
    {
        byte[] bytes = DatasetBuilder.Encode(DatasetBuilder.Ct());
        CountingHandler handler = new();
        ParseOnce();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParseOnce();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(2 * 38, handler.Elements);
        Assert.InRange(allocated, 0, 3_000);

        void ParseOnce()
        {
            using DatasetPushParser parser = new(TransferSyntax.ExplicitVrLittleEndian, handler);
            parser.Push(bytes);
            parser.Complete();
        }
    }

    [Fact]
    public void A_value_longer_than_the_limit_is_passed_over()
    {
        byte[] bytes = DatasetBuilder.Encode(DatasetBuilder.Ct());
        RecordingHandler handler = new();
        using DatasetPushParser parser = new(TransferSyntax.ExplicitVrLittleEndian, handler, new ReadLimits { MaxPushedValueBytes = 100 });
        Assert.True(parser.Push(bytes) && parser.Complete());
        Assert.Contains("element (7FE0,0010)", handler.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("value (7FE0,0010)", handler.Log, StringComparison.Ordinal);
    }

    private static string Parse(ReadOnlySpan<byte> bytes, TransferSyntax syntax, int piece)
    {
        RecordingHandler handler = new();
        using DatasetPushParser parser = new(syntax, handler);
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(piece, bytes.Length);
            parser.Push(bytes[..count]);
            bytes = bytes[count..];
        }

        parser.Complete();
        return $"{handler.Log}{parser.Error}\n{string.Join('\n', parser.Findings)}";
    }

    private sealed class CountingHandler : IDatasetHandler
    {
        public int Elements { get; private set; }

        public ElementInterest OnElement(in ElementHeader header)
        {
            Elements++;
            return ElementInterest.Value;
        }
    }

    private sealed class BorrowCheck(byte[] bytes) : IDatasetHandler
    {
        public int Borrowed { get; private set; }

        public int Copied { get; private set; }

        public ElementInterest OnElement(in ElementHeader header) => ElementInterest.Value;

        public void OnValue(in ElementHeader header, ReadOnlySpan<byte> value)
        {
            if (bytes.AsSpan().Overlaps(value))
            {
                Borrowed++;
            }
            else
            {
                Copied++;
            }
        }
    }
}
