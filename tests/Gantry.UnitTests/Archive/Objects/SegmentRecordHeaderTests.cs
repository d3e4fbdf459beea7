using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Xunit;

namespace Gantry.UnitTests.Archive.Objects;

public sealed class SegmentRecordHeaderTests
{
    [Theory]
    [InlineData(1000, 0)]
    [InlineData(uint.MaxValue + 10L, 0)]
    [InlineData(uint.MaxValue + 10L, 255)]
    public void ReadsWhatWasWrittenInItsPlaceOnly(long length, byte generation)
    {
        string longest = new('1', 64);
        SegmentRecord record = new()
        {
            Segment = 7, Offset = 8192, State = RecordState.KeptAside, Name = $"{longest}/{longest}/{longest}.dcm", Length = length, Crc32 = 1, DatasetCrc32 = 2,
            DatasetLength = length - 300, ReceivedAt = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero),
            Generation = generation, Origin = generation == 0 ? 0 : UInt128.MaxValue, ReceivedIn = generation == 0 ? null : TransferSyntax.JpegXl.Uid,
            Source = new InstanceSource("dimse", new string('A', 16), new string('f', 60), new string('ü', 45)),
        };
        byte[] header = new byte[SegmentRecord.HeaderBytes];
        SegmentRecordHeader.Write(record, header);
        Assert.True(SegmentRecordHeader.TryRead(header, 7, 8192, out SegmentRecord read));
        Assert.Equal(record, read);
        Assert.False(SegmentRecordHeader.TryRead(header, 8, 8192, out _));
        Assert.False(SegmentRecordHeader.TryRead(header, 7, 4096, out _));
        for (int i = 0; i < header.Length; i++)
        {
            header[i] ^= 0x20;
            Assert.False(SegmentRecordHeader.TryRead(header, 7, 8192, out _), $"byte {i}");
            header[i] ^= 0x20;
        }
    }

    [Fact]
    public void Every_transfer_syntax_that_is_known_has_a_code_and_the_first_codes_stay()
    {
        Assert.All(TransferSyntax.All, s => Assert.Equal(s.Uid, SyntaxCode.ToUid(SyntaxCode.Of(s.Uid))));
        Assert.Equal((2, 21, 0), (SyntaxCode.Of(TransferSyntax.ExplicitVrLittleEndian.Uid), SyntaxCode.Of(TransferSyntax.JpegXl.Uid), SyntaxCode.Of("1.2.3")));
        Assert.Null(SyntaxCode.ToUid(0));
        Assert.Null(SyntaxCode.ToUid(255));
    }
}
