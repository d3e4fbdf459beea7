using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Dicom.Encodings;

public sealed class CorpusRoundTripTests
{
    /// <summary>Files that are read with findings which writing repairs, so that they cannot come back the same.</summary>
    private static readonly string[] Repaired = ["is there twice", "odd length", "not in ascending order", "holds no VR", "reaches beyond", "closes nothing"];

    /// <summary>Its last item declares 24 bytes more than there are; the manifest calls it valid because DCMTK reads it.</summary>
    private const string CutShort = "dicomdir/pydicom-pydicom/DICOMDIR-nooffset";

    [CorpusFact]
    public void Reading_then_writing_a_well_formed_file_gives_the_same_bytes()
    {
        List<string> failures = [];
        int same = 0;
        foreach (CorpusFile entry in Corpus.Valid.Where(f => f.Path != CutShort))
        {
            byte[] bytes = entry.ReadAllBytes();
            DicomFile file = DicomFile.Read(bytes);
            if (file.Error is not null)
            {
                failures.Add($"{entry.Path}: {file.Error}");
                continue;
            }

            byte[] written = Write(file);
            if (file.TransferSyntax.IsDeflated)
            {
                // Deflating is free to choose other blocks: what must be the same is what both inflate to.
                Assert.Equal(Native(file.Dataset), Native(DicomFile.Read(written).Dataset));
            }
            else if (written.AsSpan().SequenceEqual(bytes))
            {
                same++;
            }
            else if (!file.Findings.Any(f => Repaired.Any(f.Detail.Contains)))
            {
                failures.Add($"{entry.Path}: differs at {written.AsSpan().CommonPrefixLength(bytes)} of {bytes.Length}; written {written.Length}; {string.Join("; ", file.Findings)}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.InRange(same, 515, 531);
    }

    [CorpusFact]
    public void Native_data_sets_survive_a_way_through_every_uncompressed_encoding()
    {
        TransferSyntax[] ways = [TransferSyntax.ExplicitVrBigEndian, TransferSyntax.ImplicitVrLittleEndian, TransferSyntax.DeflatedExplicitVrLittleEndian];
        foreach (CorpusFile entry in Corpus.Valid.Where(f => f.Path != CutShort && f.Number("size") < 200_000))
        {
            DicomFile file = DicomFile.Read(entry.ReadAllBytes());
            if (file.TransferSyntax.IsEncapsulated || HasFragments(file.Dataset))
            {
                continue;
            }

            foreach (TransferSyntax way in ways)
            {
                byte[] once = Encode(file.Dataset, way);
                DatasetReadResult there = DatasetReader.Read(once, way);
                Assert.True(there.Error is null, $"{entry.Path} in {way}: {there.Error}");
                if (way.IsExplicitVr)
                {
                    Assert.True(Native(Touched(file.Dataset)).AsSpan().SequenceEqual(Native(Touched(there.Dataset))), $"{entry.Path} by way of {way}");
                }
                else
                {
                    // VRs that the dictionary does not know are lost on the way: what is written from there on stays the same.
                    Assert.True(once.AsSpan().SequenceEqual(Encode(there.Dataset, way)), $"{entry.Path} in {way}");
                }
            }
        }
    }

    private static bool HasFragments(Dataset dataset)
    {
        foreach (Element element in dataset)
        {
            if (element.Fragments is not null || (element.Items?.Any(HasFragments) ?? false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Counts as changed at every level, so that group lengths are made right.</summary>
    private static Dataset Touched(Dataset dataset)
    {
        foreach (Dataset item in ((IEnumerable<Element>)dataset).SelectMany(e => e.Items ?? []))
        {
            Touched(item);
        }

        return dataset.Count == 0 ? dataset : dataset.Add(((IEnumerable<Element>)dataset).First());
    }

    private static byte[] Native(Dataset dataset) => Encode(dataset, TransferSyntax.ExplicitVrLittleEndian);

    private static byte[] Encode(Dataset dataset, TransferSyntax syntax)
    {
        ArrayBufferWriter<byte> output = new();
        DatasetWriter.Write(dataset, syntax, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Write(DicomFile file)
    {
        ArrayBufferWriter<byte> output = new();
        file.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
