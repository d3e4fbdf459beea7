using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Archive.Retrieve;

namespace Gantry.BackendTests.Index;

/// <summary>One backend's index, empty at the start of a test.</summary>
public abstract class IndexUnderTest
{
    public abstract IArchiveIndex Index { get; }

    public abstract IInstanceCatalog Catalog { get; }

    public abstract IChangeFeed Feed { get; }

    public abstract IQueryEngine Queries { get; }

    /// <summary>Makes the database itself refuse the instance rows of one study.</summary>
    public abstract void RefuseInstancesOf(string study);
}
