using Gantry.Dicom;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Dicom.Files;

public sealed class MalformedCorpusTests
{
    [CorpusFact]
    public void Every_malformed_file_is_read_in_bounded_memory_and_time()
    {
        foreach (CorpusFile entry in Corpus.Malformed)
        {
            byte[] bytes = entry.ReadAllBytes();
            long before = GC.GetAllocatedBytesForCurrentThread();
            DicomFile file = DicomFile.Read(bytes);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 100_000 + (24L * bytes.Length), $"{entry.Path}: {allocated} bytes for {bytes.Length}");
            Assert.True(file.Error is not null || file.Dataset.Count > 0, entry.Path);
        }
    }

    [CorpusFact]
    public void What_is_wrong_is_said()
    {
        (string Path, DicomErrorKind Kind)[] expected =
        [
            ("malformed/dcm4che-dcm4che/3gb-bulk-data-truncated", DicomErrorKind.LengthBeyondData),
            ("malformed/fo-dicom-fo-dicom/FreezePattern.dcm", DicomErrorKind.InvalidStructure),
            ("malformed/fo-dicom-fo-dicom/GH179B.dcm", DicomErrorKind.LengthBeyondData),
            ("malformed/pydicom-pydicom/MR_truncated.dcm", DicomErrorKind.LengthBeyondData),
            ("malformed/pydicom-pydicom/rtplan_truncated.dcm", DicomErrorKind.LengthBeyondData),
            ("malformed/pwnlabmx-dicom-fuzzing-corpus/cat03_sequence_nesting/TC0265_depth_100.dcm", DicomErrorKind.NestingTooDeep),
            ("malformed/pwnlabmx-dicom-fuzzing-corpus/cat06_private_tags/TC0357_stray_item_tag.dcm", DicomErrorKind.InvalidStructure),
            ("malformed/pwnlabmx-dicom-fuzzing-corpus/cat07_file_meta/TC0381_preamble_127.dcm", DicomErrorKind.NotDicom),
        ];
        foreach ((string path, DicomErrorKind kind) in expected)
        {
            Assert.True(DicomFile.Read(Corpus.Get(path).ReadAllBytes()).Error?.Kind == kind, path);
        }
    }

    [CorpusFact]
    public void Files_without_meta_information_are_recognised()
    {
        (string Path, TransferSyntax Syntax)[] expected =
        [
            ("malformed/dcm4che-dcm4che/no_preamble_dicm_in_data", TransferSyntax.ExplicitVrLittleEndian),
            ("malformed/fo-dicom-fo-dicom/GH340.dcm", TransferSyntax.ImplicitVrLittleEndian),
            ("malformed/pydicom-pydicom/ExplVR_BigEndNoMeta.dcm", TransferSyntax.ExplicitVrBigEndian),
            ("malformed/pydicom-pydicom/ExplVR_LitEndNoMeta.dcm", TransferSyntax.ExplicitVrLittleEndian),
            ("malformed/pydicom-pydicom/meta_missing_tsyntax.dcm", TransferSyntax.ImplicitVrLittleEndian),
            ("malformed/pydicom-pydicom/no_meta.dcm", TransferSyntax.ExplicitVrLittleEndian),
            ("rt/pydicom-pydicom/rtstruct.dcm", TransferSyntax.ImplicitVrLittleEndian),
            ("us/pydicom-pydicom-data/OT-PAL-8-face.dcm", TransferSyntax.ImplicitVrLittleEndian),
        ];
        foreach ((string path, TransferSyntax syntax) in expected)
        {
            DicomFile file = DicomFile.Read(Corpus.Get(path).ReadAllBytes());
            Assert.True(file.Error is null, $"{path}: {file.Error}");
            Assert.Same(syntax, file.TransferSyntax);
            Assert.NotEmpty(file.Findings);
        }
    }

    [CorpusFact]
    public void Identifying_attributes_agree_with_the_manifest()
    {
        foreach (CorpusFile entry in Corpus.Valid)
        {
            DicomFile file = DicomFile.Read(entry.ReadAllBytes());
            if (entry.Text("modality") is { Length: > 0 } modality)
            {
                Assert.True(modality == file.Dataset.GetString(Gantry.Dicom.Dictionary.Tags.Modality), entry.Path);
            }

            if (entry.Number("rows") is { } rows)
            {
                Assert.True(rows == file.Dataset.GetInteger(Gantry.Dicom.Dictionary.Tags.Rows), entry.Path);
            }

            if (entry.StudyInstanceUid is { Length: > 0 } study)
            {
                Assert.True(study == file.Dataset.GetString(Gantry.Dicom.Dictionary.Tags.StudyInstanceUID), entry.Path);
            }
        }
    }
}
