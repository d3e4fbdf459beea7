using Gantry.Dicom.Datasets;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Presentation;

/// <summary>One of the two images of a blending.</summary>
/// <param name="Attributes">The instance's; its Pixel Data may be left out.</param>
/// <param name="Frames">Its frames.</param>
/// <param name="Frame">Which of them, from 1.</param>
public sealed record BlendedImage(Dataset Attributes, PixelFrames Frames, int Frame);
