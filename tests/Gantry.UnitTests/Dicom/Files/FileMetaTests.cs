using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Dicom.Files;

public sealed class FileMetaTests
{
    private static readonly FileMeta Meta = new("1.2.840.10008.5.1.4.1.1.2", "1.2.3", TransferSyntax.ExplicitVrLittleEndian.Uid, "SENDER");

    [Fact]
    public void What_is_written_is_read_back_from_as_few_bytes_as_it_takes()
    {
        ArrayBufferWriter<byte> output = new();
        Meta.Write(output);
        byte[] file = [.. output.WrittenSpan, .. DatasetBuilder.Encode(DatasetBuilder.Ct())];
        for (int length = 0; length < file.Length; length++)
        {
            if (FileMeta.TryRead(file.AsSpan(0, length), isWhole: false, out FileMeta read, out int offset, out bool needMore, out _))
            {
                Assert.Equal(Meta, read);
                Assert.Equal(output.WrittenCount, offset);
                Assert.InRange(length, offset, offset + 12);
                return;
            }

            Assert.True(needMore);
        }

        Assert.Fail("The meta information was never found.");
    }

    [Fact]
    public void The_header_names_this_implementation_and_its_own_length()
    {
        ArrayBufferWriter<byte> output = new();
        Meta.Write(output);
        DicomFile file = DicomFile.Read(output.WrittenMemory);
        Assert.Equal(Implementation.ClassUid, file.Meta.GetString(Tags.ImplementationClassUID));
        Assert.True(DicomUid.IsAcceptable(Implementation.ClassUid));
        Assert.Equal(Implementation.VersionName, file.Meta.GetString(Tags.ImplementationVersionName));
        Assert.Equal(output.WrittenCount - 132 - 12, file.Meta.GetInteger(Tags.FileMetaInformationGroupLength));
    }

    [Fact]
    public void A_made_file_is_read_back()
    {
        byte[] bytes = DatasetBuilder.EncodeFile(DatasetBuilder.Ct("1.2", "1.3", "1.4"), TransferSyntax.DeflatedExplicitVrLittleEndian);
        DicomFile file = DicomFile.Read(bytes);
        Assert.Null(file.Error);
        Assert.Empty(file.Findings);
        Assert.Same(TransferSyntax.DeflatedExplicitVrLittleEndian, file.TransferSyntax);
        Assert.Equal("1.4", file.Meta.GetString(Tags.MediaStorageSOPInstanceUID));
        Assert.Equal("1.3", file.Dataset.GetString(Tags.SeriesInstanceUID));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not DICOM at all, only some words that go on for a while")]
    public void What_is_no_file_is_said_to_be_none(string text)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.False(FileMeta.TryRead(bytes, isWhole: true, out _, out _, out bool needMore, out var error));
        Assert.False(needMore);
        Assert.Equal(Gantry.Dicom.Encoding.DicomErrorKind.NotDicom, error!.Kind);
    }
}
