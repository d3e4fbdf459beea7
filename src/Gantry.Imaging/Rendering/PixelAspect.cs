using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Rendering;

/// <summary>The height of a pixel as a multiple of its width: Pixel Aspect Ratio, or the spacing (PS3.3 C.7.6.3.1.7).</summary>
internal static class PixelAspect
{
    public static double Read(Dataset dataset, int frame)
    {
        Dataset? measures = new FrameAttributes(dataset, frame).Find(Tags.PixelMeasuresSequence, Tags.PixelSpacing);
        foreach ((Dataset? item, DicomTag tag) in (ReadOnlySpan<(Dataset?, DicomTag)>)
            [(measures, Tags.PixelSpacing), (dataset, Tags.ImagerPixelSpacing), (dataset, Tags.NominalScannedPixelSpacing), (dataset, Tags.PixelAspectRatio)])
        {
            if (item?.GetNumbers(tag) is [var vertical, var horizontal, ..] && vertical > 0 && horizontal > 0 && vertical / horizontal is > 0.01 and < 100)
            {
                return vertical / horizontal;
            }
        }

        return 1;
    }
}
