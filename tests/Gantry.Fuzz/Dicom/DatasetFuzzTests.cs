using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.Fuzz.Dicom;

/// <summary>Mutated data sets: nothing throws, memory stays a small multiple of the input, and both parsers say the same.</summary>
public sealed class DatasetFuzzTests
{
    private const int Rounds = 4_000;

    /// <summary>An empty element takes 8 bytes of input and about 120 of memory; findings, buffers and the inflater are bounded apart.</summary>
    private const int BytesForEachByte = 24;
    private const int BytesApart = 300_000;

    [Fact]
    public void Seeds_are_well_formed()
    {
        foreach ((TransferSyntax syntax, byte[] bytes) in Seeds.All)
        {
            DatasetReadResult result = DatasetReader.Read(bytes, syntax);
            Assert.Null(result.Error);
            Assert.Empty(result.Findings);
        }
    }

    [Fact]
    public void A_mutated_data_set_is_a_value_or_an_error()
    {
        for (int round = 0; round < Rounds; round++)
        {
            (TransferSyntax syntax, byte[] seed) = Seeds.All[round % Seeds.All.Count];
            byte[] bytes = new Mutator(round).Mutate(seed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            DatasetReadResult result = DatasetReader.Read(bytes, syntax);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (!syntax.IsDeflated)
            {
                Assert.True(allocated < BytesApart + ((long)BytesForEachByte * bytes.Length), $"round {round}: {allocated} for {bytes.Length}");
            }

            Touch(result.Dataset);
            if (result.Error is null)
            {
                CheckWriting(result.Dataset, syntax, round);
            }
        }
    }

    [Fact]
    public void Pieces_and_whole_give_the_same_events_for_mutated_bytes()
    {
        for (int round = 0; round < Rounds / 4; round++)
        {
            (TransferSyntax syntax, byte[] seed) = Seeds.All[round % Seeds.All.Count];
            if (syntax.IsDeflated)
            {
                // What a corrupt stream inflates to before the corruption is seen goes by the size of the pieces.
                continue;
            }

            byte[] bytes = new Mutator(-round).Mutate(seed);
            Assert.Equal(Digest(bytes, syntax, int.MaxValue), Digest(bytes, syntax, 1 + (round % 13)));
        }
    }

    [CorpusFact]
    public void Mutated_files_of_the_corpus_do_no_harm()
    {
        byte[][] files = [.. Corpus.Files.Where(f => f.Number("size") < 8_000).Select(f => f.ReadAllBytes())];
        for (int round = 0; round < Rounds / 2; round++)
        {
            byte[] bytes = new Mutator(round).Mutate(files[round % files.Length]);
            DicomFile file = DicomFile.Read(bytes);
            Touch(file.Dataset);
            FileMeta.TryRead(bytes, isWhole: round % 2 == 0, out _, out _, out _, out _);
        }
    }

    private static void CheckWriting(Dataset dataset, TransferSyntax syntax, int round)
    {
        byte[] written;
        try
        {
            written = Seeds.Write(dataset, syntax);
        }
        catch (ArgumentException) when (!syntax.IsEncapsulated)
        {
            return;
        }

        DicomError? error = DatasetReader.Read(written, syntax).Error;
        Assert.True(error is null, $"round {round}: {error}");
    }

    private static void Touch(Dataset dataset)
    {
        foreach (Element element in dataset)
        {
            dataset.GetStrings(element.Tag);
            dataset.GetString(element.Tag);
            dataset.GetNumbers(element.Tag);
            dataset.GetInteger(element.Tag);
            foreach (Dataset item in dataset.GetItems(element.Tag))
            {
                Touch(item);
            }
        }
    }

    private static long Digest(ReadOnlySpan<byte> bytes, TransferSyntax syntax, int piece)
    {
        EventDigest digest = new();
        using DatasetPushParser parser = new(syntax, digest);
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(piece, bytes.Length);
            parser.Push(bytes[..count]);
            bytes = bytes[count..];
        }

        parser.Complete();
        digest.Add((long)(parser.Error?.Kind ?? (DicomErrorKind)99), parser.Error?.Offset ?? 0, parser.Findings.Count);
        return digest.Value;
    }
}
