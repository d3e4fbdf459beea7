using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Presentation;
using Gantry.Server.DicomWeb.Pixels;

namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>Finds the frame that lies over another one in a blending: of those that the state names and that are here, in the state's own study, the nearest one.</summary>
internal sealed class SuperimposedImages(IInstanceCatalog catalog, InstancePixelsReader reader)
{
    private const int MaxImages = 2000;
    private const int MaxFrameBytes = 64 << 20;

    public async ValueTask<(ImagingError? Error, BlendedImage? Image)> FindAsync(BlendingState blending, StoredInstance state, BlendedImage underlying, CancellationToken cancellationToken)
    {
        if (ImagePlane.Read(underlying.Attributes, underlying.Frame) is not { } plane)
        {
            return (ImagingError.Unsupported("The underlying image does not tell its place in a frame of reference.", underlying.Frame), null);
        }

        (InstancePixels Pixels, int Frame)? best = null;
        double nearest = double.MaxValue;
        foreach (Dataset reference in blending.Superimposed.GetItems(Tags.ReferencedSeriesSequence).SelectMany(series => series.GetItems(Tags.ReferencedImageSequence)).Take(MaxImages))
        {
            if (!InstanceUid.TryParse(reference.GetString(Tags.ReferencedSOPInstanceUID), out InstanceUid uid)
                || await catalog.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not { } found || found.Identity.Study != state.Identity.Study
                || await reader.OpenAsync(found, cancellationToken).ConfigureAwait(false) is not (null, { } pixels))
            {
                continue;
            }

            IEnumerable<int> frames = reference.GetNumbers(Tags.ReferencedFrameNumber) is { Count: > 0 } named ? named.Where(f => f >= 1 && f <= pixels.Count).Select(f => (int)f) : Enumerable.Range(1, pixels.Count);
            foreach (int frame in frames)
            {
                if (ImagePlane.Read(pixels.Attributes, frame) is { } other && plane.DistanceMm(other) is { } distance && distance < nearest)
                {
                    (best, nearest) = ((pixels, frame), distance);
                }
            }
        }

        if (best is not { } chosen)
        {
            return (ImagingError.Unsupported("None of the superimposed images that are here is parallel to the underlying one in its frame of reference.", underlying.Frame), null);
        }

        (ImagingError? error, PixelFrames opened) = await chosen.Pixels.OpenAsync(chosen.Frame, cancellationToken).ConfigureAwait(false);
        return error is not null ? (error, null)
            : opened.Description.FrameBytes > MaxFrameBytes ? (ImagingError.Unsupported("The superimposed frame is too large to be rendered here."), null)
            : (null, new BlendedImage(chosen.Pixels.Attributes, opened, chosen.Frame));
    }
}
