using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>A data set's attributes brought in line with its new pixels.</summary>
internal static class TranscodedAttributes
{
    /// <summary>A copy without Pixel Data and offset tables; pictures within it that a native syntax cannot hold are decoded, or left out where they cannot be.</summary>
    public static Dataset Copy(Dataset dataset, TransferSyntax from, TransferSyntax to)
    {
        Dataset copy = new() { HasDefinedLength = dataset.HasDefinedLength };
        foreach (Element element in dataset)
        {
            if (element.Tag == Tags.PixelData || element.Tag == Tags.ExtendedOffsetTable || element.Tag == Tags.ExtendedOffsetTableLengths)
            {
                continue;
            }

            copy.Add(element.Items is { Count: > 0 } items && !to.IsEncapsulated && items.Any(HoldsFragments)
                ? new Element { Tag = element.Tag, Vr = Vr.SQ, Items = [.. items.Select(i => Unpack(i, from, to))] }
                : element);
        }

        return copy;
    }

    /// <summary>Photometric Interpretation, Planar Configuration and, with losses, what PS3.3 C.7.6.1.1.5 and C.7.6.1.1.3 ask for.</summary>
    /// <param name="copy">Changed in place.</param>
    /// <param name="pixels">After its run.</param>
    /// <param name="from">The syntax that the pixels came in.</param>
    public static void Correct(Dataset copy, FrameTranscoder pixels, TransferSyntax from)
    {
        PixelDescription result = pixels.Result;
        copy.Set(Tags.PhotometricInterpretation, result.Photometric);
        if (result.Samples > 1)
        {
            copy.Set(Tags.PlanarConfiguration, result.IsPlanar ? 1 : 0);
        }

        if (IsAlwaysLossy(from) && copy.GetString(Tags.LossyImageCompression) != "01")
        {
            // What was lost before stays lost, though the instance did not say so and the new syntax no longer shows it.
            AddLoss(copy, pixels.NativeBytes, pixels.ReadBytes, "ISO_10918_1");
        }

        if (!pixels.IsLossy)
        {
            return;
        }

        AddLoss(copy, pixels.NativeBytes, pixels.WrittenBytes, pixels.LossyMethod);
        copy.Remove(Tags.SmallestImagePixelValue);
        copy.Remove(Tags.LargestImagePixelValue);
        copy.SetItems(Tags.DerivationCodeSequence, [.. copy.GetItems(Tags.DerivationCodeSequence), Code("113040", "Lossy Compression")]);
        string[] type = [.. copy.GetStrings(Tags.ImageType)];
        if (type.Length > 0)
        {
            type[0] = "DERIVED";
            copy.Set(Tags.ImageType, type);
        }

        Dataset source = new Dataset()
            .Set(Tags.ReferencedSOPClassUID, copy.GetString(Tags.SOPClassUID) ?? "")
            .Set(Tags.ReferencedSOPInstanceUID, copy.GetString(Tags.SOPInstanceUID) ?? "")
            .SetItems(Tags.PurposeOfReferenceCodeSequence, Code("121320", "Uncompressed predecessor"));
        copy.SetItems(Tags.SourceImageSequence, source);
        copy.Set(Tags.SOPInstanceUID, pixels.DerivedUid(copy.GetString(Tags.SOPInstanceUID) ?? ""));
    }

    /// <summary>The processes of JPEG with a cosine transform; JPEG 2000 and JPEG-LS near-lossless may have lost nothing.</summary>
    private static bool IsAlwaysLossy(TransferSyntax syntax) =>
        syntax == TransferSyntax.JpegBaseline || syntax == TransferSyntax.JpegExtended || syntax.Uid is "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55";

    /// <summary>One step of lossy compression; ratio and method have a value for each step.</summary>
    private static void AddLoss(Dataset copy, long nativeBytes, long compressedBytes, string method)
    {
        double ratio = (double)nativeBytes / Math.Max(1, compressedBytes);
        copy.Set(Tags.LossyImageCompression, "01");
        copy.Set(Tags.LossyImageCompressionRatio, [.. copy.GetStrings(Tags.LossyImageCompressionRatio), ratio.ToString("0.###", CultureInfo.InvariantCulture)]);
        copy.Set(Tags.LossyImageCompressionMethod, [.. copy.GetStrings(Tags.LossyImageCompressionMethod), method]);
    }

    private static Dataset Code(string value, string meaning) =>
        new Dataset().Set(Tags.CodeValue, value).Set(Tags.CodingSchemeDesignator, "DCM").Set(Tags.CodeMeaning, meaning);

    private static bool HoldsFragments(Dataset item)
    {
        foreach (Element element in item)
        {
            if (element.Fragments is not null || (element.Items?.Any(HoldsFragments) ?? false))
            {
                return true;
            }
        }

        return false;
    }

    private static Dataset Unpack(Dataset item, TransferSyntax from, TransferSyntax to)
    {
        Dataset copy = Copy(item, from, to);
        if (item.TryGet(Tags.PixelData, out Element pixels))
        {
            if (pixels.Fragments is null)
            {
                copy.Add(pixels);
            }
            else if (PixelFrames.Open(item, from, out PixelFrames frames) is null)
            {
                FrameTranscoder transcoder = new(frames, to, TranscodeOptions.Default);
                NativeFrames native = new(frames.Description);
                if (transcoder.Run(native.Add) is null)
                {
                    Correct(copy, transcoder, from);
                    copy.Add(native.ToElement());
                }
            }
        }

        return copy;
    }
}
