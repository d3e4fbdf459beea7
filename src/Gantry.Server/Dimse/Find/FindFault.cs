using Gantry.Dicom;

namespace Gantry.Server.Dimse.Find;

/// <summary>Why an identifier was not understood.</summary>
/// <param name="Comment">At most 64 characters, ASCII.</param>
/// <param name="Element">The attribute at fault.</param>
internal sealed record FindFault(string Comment, DicomTag Element);
