-- The light official's inbox as plain SQL: fifty rows and one more by deadline, and the counters.
-- Flask saying hello plus these two statements is F, the unit of most figures.

SELECT r.id, d.uid, r.duty, r.received_at, r.read_at, r.due_at, r.note, r.subject, r.symbol,
       r.sender, r.urgency, r.arrival_no, r.document_state, r.direction, r.file_count
FROM routing r JOIN document d ON d.id = r.document_id
WHERE r.desk_id = :desk_id AND r.state = 'open' AND r.due_at IS NOT NULL
ORDER BY r.due_at, r.id
LIMIT 51;

SELECT duty, open_count, unread_count FROM desk_count WHERE desk_id = :desk_id;
