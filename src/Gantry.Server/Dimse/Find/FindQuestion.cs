using Gantry.Archive.Query;
using Gantry.Dicom.Datasets;

namespace Gantry.Server.Dimse.Find;

/// <summary>A C-FIND identifier that was understood.</summary>
/// <param name="Request">What to ask the archive.</param>
/// <param name="Identifier">The identifier as it came: an answer has its attributes and no others.</param>
internal sealed record FindQuestion(QueryRequest Request, Dataset Identifier);
