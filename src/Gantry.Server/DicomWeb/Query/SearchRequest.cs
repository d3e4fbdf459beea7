using Gantry.Archive.Query;
using Gantry.Dicom;

namespace Gantry.Server.DicomWeb.Query;

/// <summary>A search as it was asked: the archive's question, and what the response must say about it.</summary>
/// <param name="Query">The question.</param>
/// <param name="Required">Attributes that every match carries, empty where nothing is known.</param>
internal sealed record SearchRequest(QueryRequest Query, IReadOnlyList<DicomTag> Required);
