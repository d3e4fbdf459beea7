using Gantry.Dicom.Datasets;
using Gantry.Imaging;
using Gantry.Imaging.Frames;

namespace Gantry.Server.Web.Frames;

/// <summary>A frame as the server's own decoders made it, or why there is none.</summary>
/// <param name="Error">Null where the frame was decoded.</param>
/// <param name="Dataset">The instance's attributes.</param>
/// <param name="Description">What the cells hold.</param>
/// <param name="Cells">Little endian, samples by pixel.</param>
internal sealed record DecodedCells(ImagingError? Error, Dataset Dataset, PixelDescription Description, byte[] Cells)
{
    public static DecodedCells Failed(ImagingError error) => new(error, [], null!, []);
}
