using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Imaging.Presentation;

/// <summary>Which instances and frames an item is about (PS3.3 10.3, C.11.8).</summary>
internal static class ImageReference
{
    /// <summary>True where the item names the frame, its whole instance, or nothing at all.</summary>
    public static bool Covers(Dataset item, Dataset image, int frame)
    {
        IReadOnlyList<Dataset> references = item.GetItems(Tags.ReferencedImageSequence);
        string? uid = image.GetString(Tags.SOPInstanceUID);
        return references.Count == 0 || references.Any(r =>
            r.GetString(Tags.ReferencedSOPInstanceUID) == uid && (r.GetNumbers(Tags.ReferencedFrameNumber) is not { Count: > 0 } frames || frames.Contains(frame)));
    }
}
