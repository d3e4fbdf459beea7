using System.Buffers.Binary;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Archive.Retrieve;

/// <summary>
/// Reads an instance's attributes without its pixel data: the bytes before Pixel Data, which the frame table places, and those behind it. Pixel Data itself (or Float
/// or Double Float Pixel Data) stands in the data set with two zero bytes in place of its value, so that it is seen to be there.
/// </summary>
public sealed class HeaderReader(IObjectReader objects)
{
    /// <summary>At most this much is read of an object without frames. What is longer ends with one large value (a document, a waveform), which is then left out.</summary>
    private const int MaxBytes = 64 << 20;

    private const int MaxTailBytes = 1 << 20;
    private const int SequenceDelimiterBytes = 8;

    // A few KB may inflate to a GB: what lies behind so much is pixels.
    private static readonly ReadLimits Limits = ReadLimits.Default with { MaxInflatedBytes = MaxBytes };

    /// <summary>The attributes as they leave the archive, after corrections.</summary>
    /// <exception cref="ObjectStoreException">The bytes cannot be read.</exception>
    public async ValueTask<Dataset> ReadAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        Dataset dataset = await ReadStoredAsync(instance, cancellationToken).ConfigureAwait(false);
        if (instance.Corrections is { } corrections)
        {
            CorrectedDataset.Apply(dataset, corrections);
        }

        return dataset;
    }

    private async ValueTask<Dataset> ReadStoredAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        (long start, long end) = PixelData(instance);
        int length = (int)Math.Min(start, MaxBytes);
        byte[] bytes = new byte[length];
        await objects.ReadAsync(instance.Place, 0, bytes, cancellationToken).ConfigureAwait(false);
        DicomFile file = DicomFile.Read(bytes, Limits);
        Dataset dataset = file.Dataset;
        if (start >= instance.Place.Length)
        {
            if (file is { TransferSyntax.IsDeflated: true, Error: not null } && dataset.Contains(Tags.Rows) && !dataset.Contains(Tags.PixelData))
            {
                dataset.Add(Placeholder(default, file.TransferSyntax, isEncapsulated: false));
            }

            return dataset;
        }

        Element placeholder = Placeholder(bytes, file.TransferSyntax, instance.Frames!.IsEncapsulated);
        dataset.Remove(placeholder.Tag);
        dataset.Add(placeholder);
        int tail = (int)Math.Clamp(instance.Place.Length - end, 0, MaxTailBytes);
        if (tail > 0)
        {
            byte[] behind = new byte[tail];
            await objects.ReadAsync(instance.Place, end, behind, cancellationToken).ConfigureAwait(false);
            foreach (Element element in DatasetReader.Read(behind, file.TransferSyntax).Dataset)
            {
                if (!dataset.Contains(element.Tag))
                {
                    dataset.Add(element);
                }
            }
        }

        return dataset;
    }

    /// <summary>Where the value of Pixel Data starts and where the next element does; both the object's length when there is none.</summary>
    internal static (long Start, long End) PixelData(StoredInstance instance)
    {
        FrameTable? frames = instance.Frames;
        if (frames is null || TransferSyntax.FromUid(instance.TransferSyntaxUid).IsDeflated)
        {
            return (instance.Place.Length, instance.Place.Length);
        }

        if (!frames.IsEncapsulated)
        {
            return (frames.PixelData.Offset, frames.PixelData.Offset + frames.PixelData.Length);
        }

        ByteRange? first = frames.Fragments.SelectMany(f => f).Cast<ByteRange?>().FirstOrDefault();
        return first is null
            ? (instance.Place.Length, instance.Place.Length)
            : (first.Value.Offset, frames.Fragments.SelectMany(f => f).Max(r => r.Offset + r.Length) + SequenceDelimiterBytes);
    }

    private static Element Placeholder(ReadOnlySpan<byte> before, TransferSyntax syntax, bool isEncapsulated)
    {
        DicomTag tag = Tags.PixelData;
        Vr vr = isEncapsulated ? Vr.OB : Vr.OW;
        int header = syntax.IsExplicitVr ? 12 : 8;
        if (!isEncapsulated && before.Length >= header)
        {
            ReadOnlySpan<byte> element = before[^header..];
            DicomTag found = syntax.IsLittleEndian
                ? new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(element), BinaryPrimitives.ReadUInt16LittleEndian(element[2..]))
                : new DicomTag(BinaryPrimitives.ReadUInt16BigEndian(element), BinaryPrimitives.ReadUInt16BigEndian(element[2..]));
            tag = found == Tags.FloatPixelData || found == Tags.DoubleFloatPixelData ? found : tag;
            vr = syntax.IsExplicitVr ? (Vr)((element[4] << 8) | element[5]) : tag == Tags.PixelData ? vr : DicomDictionary.VrOf(tag);
        }

        return new Element { Tag = tag, Vr = vr, Value = new byte[2] };
    }
}
