using Gantry.Archive.Index;

namespace Gantry.Server.Web.Manifest;

/// <summary>One frame on its way into a manifest.</summary>
/// <param name="Instance">Where its bytes are.</param>
/// <param name="Number">Instance Number (0020,0013).</param>
/// <param name="Frame">From 0 within the instance.</param>
/// <param name="Format">Its pixel format as JSON; equal text is the same format.</param>
/// <param name="Position">Image Position (Patient), mm.</param>
/// <param name="Orientation">Image Orientation (Patient).</param>
/// <param name="Bytes">Length as it is sent.</param>
internal sealed record FrameFacts(StoredInstance Instance, int? Number, int Frame, string Format, double[]? Position, double[]? Orientation, long Bytes);
