using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Presentation;

namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>Which stored image a presentation state shows.</summary>
internal static class PresentedImages
{
    /// <summary>Grayscale, colour, pseudo-colour and blending softcopy presentation states (PS3.3 A.33.1 to A.33.4).</summary>
    public static bool IsState(string sopClassUid) => sopClassUid is "1.2.840.10008.5.1.4.1.1.11.1" or "1.2.840.10008.5.1.4.1.1.11.2" or "1.2.840.10008.5.1.4.1.1.11.3" or BlendingState.SopClassUid;

    /// <summary>The first of its images that is here, and the first of the frames that it names (PS3.3 C.11.11); null when none is. They are of its own study: no other study's is shown.</summary>
    /// <param name="shown">The state; of a blending one the part that names the underlying images.</param>
    /// <param name="instance">The state's.</param>
    /// <param name="catalog">Finds them.</param>
    /// <param name="cancellationToken">Of the request.</param>
    public static async ValueTask<(StoredInstance? Image, int Frame)> FirstAsync(Dataset shown, StoredInstance instance, IInstanceCatalog catalog, CancellationToken cancellationToken)
    {
        foreach (Dataset reference in shown.GetItems(Tags.ReferencedSeriesSequence).SelectMany(series => series.GetItems(Tags.ReferencedImageSequence)))
        {
            if (InstanceUid.TryParse(reference.GetString(Tags.ReferencedSOPInstanceUID), out InstanceUid uid)
                && await catalog.FindAsync(uid, cancellationToken).ConfigureAwait(false) is { } found && found.Identity.Study == instance.Identity.Study)
            {
                return (found, reference.GetInteger(Tags.ReferencedFrameNumber) is { } frame and >= 1 and <= int.MaxValue ? (int)frame : 1);
            }
        }

        return (null, 1);
    }
}
