using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;

namespace Gantry.Archive.Corrections;

/// <summary>Opens instances that have corrections for sending, in the transfer syntax that they are stored in. Only what stands before the pixel data is written anew.</summary>
public sealed class CorrectedObjects(IObjectReader objects)
{
    /// <summary>What has no pixel data, or is deflated, is written anew whole, in memory.</summary>
    private const int MaxBytes = 256 << 20;

    private const int MaxTailBytes = 1 << 20;
    private static readonly ReadLimits Limits = ReadLimits.Default with { MaxInflatedBytes = MaxBytes };

    /// <param name="instance">One with <see cref="StoredInstance.Corrections"/>.</param>
    /// <exception cref="ObjectStoreException">The bytes cannot be read, or not be corrected: they must not leave the archive as they are.</exception>
    public async ValueTask<CorrectedObject> OpenAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        TransferSyntax syntax = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        (long pixels, long end) = HeaderReader.PixelData(instance);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(pixels, MaxBytes));
        await objects.ReadAsync(instance.Place, 0, bytes, cancellationToken).ConfigureAwait(false);
        int datasetOffset = (int)(instance.Place.Length - instance.DatasetLength);
        int header = syntax.IsDeflated ? bytes.Length : datasetOffset + HeaderExtent.Of(bytes.AsSpan(datasetOffset), syntax);
        if (header == bytes.Length && pixels > bytes.Length)
        {
            throw Refused(instance, $"its {pixels} bytes are too many to be written anew");
        }

        DatasetReadResult read = DatasetReader.Read(bytes.AsMemory(datasetOffset, header - datasetOffset), syntax, Limits);
        if (read.Error is { } error)
        {
            throw Refused(instance, error.ToString());
        }

        SpecificSet before = new(read.Dataset);
        bool isConverted = CorrectedDataset.Apply(read.Dataset, instance.Corrections ?? []);
        ArrayBufferWriter<byte> output = new(bytes.Length + 1024);
        output.Write(bytes.AsSpan(0, datasetOffset));
        DatasetWriter.Write(read.Dataset, syntax, output);
        ReadOnlyMemory<byte> behind = default;
        if (isConverted && end < instance.Place.Length)
        {
            behind = await ConvertTailAsync(instance, end, syntax, before, cancellationToken).ConfigureAwait(false);
        }

        return new CorrectedObject(instance.Place, output.WrittenMemory, datasetOffset, new ByteRange(header, (behind.IsEmpty ? instance.Place.Length : end) - header), behind);
    }

    /// <summary>What stands behind the pixel data, where its character set has changed.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ConvertTailAsync(StoredInstance instance, long end, TransferSyntax syntax, SpecificSet before, CancellationToken cancellationToken)
    {
        if (instance.Place.Length - end > MaxTailBytes)
        {
            throw Refused(instance, "what follows its pixel data is too long to be written anew");
        }

        byte[] tail = new byte[instance.Place.Length - end];
        await objects.ReadAsync(instance.Place, end, tail, cancellationToken).ConfigureAwait(false);
        Dataset dataset = DatasetReader.Read(tail, syntax).Dataset;
        before.Lend(dataset);
        Utf8Conversion.Convert(dataset);
        dataset.Remove(Tags.SpecificCharacterSet);
        ArrayBufferWriter<byte> output = new(tail.Length);
        DatasetWriter.Write(dataset, syntax, output);
        return output.WrittenMemory;
    }

    private static ObjectStoreException Refused(StoredInstance instance, string why) =>
        new($"Instance {instance.Identity.Instance} cannot be corrected on its way out: {why}.", isTransient: false);

    /// <summary>The character set that a data set named before its text was converted.</summary>
    private sealed class SpecificSet(Dataset dataset)
    {
        private readonly Element? element = dataset.TryGet(Tags.SpecificCharacterSet, out Element named) ? named : null;

        public void Lend(Dataset to)
        {
            if (element is not null)
            {
                to.Add(element);
            }
        }
    }
}
